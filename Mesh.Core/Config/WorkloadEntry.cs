using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.WorkloadEntry; status carries what a health check reported.</summary>
public sealed record WorkloadEntry
{
    public string? Address { get; init; }

    public ValueMap<uint>? Ports { get; init; }

    public ValueMap<string>? Labels { get; init; }

    public string? Network { get; init; }

    public string? Locality { get; init; }

    public uint? Weight { get; init; }

    public string? ServiceAccount { get; init; }

    [FromStatus]
    public WorkloadEntryStatus? Status { get; init; }
}

public sealed record WorkloadEntryStatus
{
    public ValueList<IstioCondition>? Conditions { get; init; }
}

public sealed record IstioCondition
{
    public string? Type { get; init; }

    public string? Status { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }
}
