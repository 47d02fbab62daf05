using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>What a mesh needs of a Pod: spec and status.</summary>
public sealed record PodObject
{
    public PodSpec? Spec { get; init; }

    public PodStatus? Status { get; init; }
}

public sealed record PodSpec
{
    public string? NodeName { get; init; }

    public string? ServiceAccountName { get; init; }

    public bool? HostNetwork { get; init; }

    public string? Hostname { get; init; }

    public string? Subdomain { get; init; }

    public ValueList<Container>? Containers { get; init; }

    public ValueList<Container>? InitContainers { get; init; }

    public SecurityContext? SecurityContext { get; init; }
}

public sealed record Container
{
    public string? Name { get; init; }

    public string? Image { get; init; }

    public ValueList<PodPort>? Ports { get; init; }

    public SecurityContext? SecurityContext { get; init; }
}

/// <summary>Of a pod, or of one container.</summary>
public sealed record SecurityContext
{
    public long? RunAsUser { get; init; }
}

public sealed record PodPort
{
    public string? Name { get; init; }

    public int? ContainerPort { get; init; }

    public int? HostPort { get; init; }

    public string? Protocol { get; init; }
}

public sealed record PodStatus
{
    public string? Phase { get; init; }

    public string? PodIP { get; init; }

    public ValueList<PodIp>? PodIPs { get; init; }

    public string? HostIP { get; init; }

    public ValueList<PodCondition>? Conditions { get; init; }
}

public sealed record PodIp
{
    public string? Ip { get; init; }
}

public sealed record PodCondition
{
    public string? Type { get; init; }

    public string? Status { get; init; }
}
