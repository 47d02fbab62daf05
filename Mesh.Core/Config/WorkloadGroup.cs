using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.WorkloadGroup.</summary>
public sealed record WorkloadGroup
{
    public WorkloadGroupObjectMeta? Metadata { get; init; }

    public WorkloadEntry? Template { get; init; }

    public ReadinessProbe? Probe { get; init; }
}

public sealed record WorkloadGroupObjectMeta
{
    public ValueMap<string>? Labels { get; init; }

    public ValueMap<string>? Annotations { get; init; }
}
