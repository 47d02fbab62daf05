using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.DestinationRule.</summary>
public sealed record DestinationRule
{
    public string? Host { get; init; }

    public TrafficPolicy? TrafficPolicy { get; init; }

    public ValueList<Subset>? Subsets { get; init; }

    public ValueList<string>? ExportTo { get; init; }

    public WorkloadLabelSelector? WorkloadSelector { get; init; }
}

public sealed record Subset
{
    public string? Name { get; init; }

    public ValueMap<string>? Labels { get; init; }

    public TrafficPolicy? TrafficPolicy { get; init; }
}
