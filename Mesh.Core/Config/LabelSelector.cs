using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Kubernetes' label selector: all of its conditions must hold.</summary>
public sealed record LabelSelector
{
    public ValueMap<string>? MatchLabels { get; init; }

    public ValueList<LabelSelectorRequirement>? MatchExpressions { get; init; }
}

public sealed record LabelSelectorRequirement
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public ValueList<string>? Values { get; init; }
}
