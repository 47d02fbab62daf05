using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Selects workloads by labels, as networking kinds do (security and telemetry kinds say matchLabels).</summary>
public sealed record WorkloadSelector
{
    public ValueMap<string>? Labels { get; init; }
}
