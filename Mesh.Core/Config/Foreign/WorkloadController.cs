using Mesh.Core.Values;

namespace Mesh.Core.Config.Foreign;

/// <summary>What makes pods by a template: a Deployment and its like.</summary>
public sealed record WorkloadController
{
    public WorkloadControllerSpec? Spec { get; init; }
}

public sealed record WorkloadControllerSpec
{
    public PodTemplate? Template { get; init; }
}

public sealed record PodTemplate
{
    public PodTemplateMeta? Metadata { get; init; }

    public TemplatePodSpec? Spec { get; init; }
}

public sealed record PodTemplateMeta
{
    public ValueMap<string>? Labels { get; init; }

    public ValueMap<string>? Annotations { get; init; }
}

public sealed record TemplatePodSpec
{
    public bool? HostNetwork { get; init; }

    public string? ServiceAccountName { get; init; }

    public SecurityContext? SecurityContext { get; init; }

    public ValueList<TemplateContainer>? Containers { get; init; }

    public ValueList<TemplateContainer>? InitContainers { get; init; }
}

public sealed record TemplateContainer
{
    public string? Name { get; init; }

    public string? Image { get; init; }

    public ValueList<PodPort>? Ports { get; init; }

    public ValueList<ContainerVariable>? Env { get; init; }

    public SecurityContext? SecurityContext { get; init; }
}

public sealed record ContainerVariable
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}
