using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Selects workloads by labels, as security, telemetry and extension kinds do. Spec: istio.type.v1beta1.WorkloadSelector.</summary>
public sealed record WorkloadLabelSelector
{
    public ValueMap<string>? MatchLabels { get; init; }
}
