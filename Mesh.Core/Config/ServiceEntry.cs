using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.ServiceEntry; status carries the addresses that were allocated for it.</summary>
public sealed record ServiceEntry
{
    public ValueList<string>? Hosts { get; init; }

    public ValueList<string>? Addresses { get; init; }

    public ValueList<ServiceEntryPort>? Ports { get; init; }

    public Location? Location { get; init; }

    public Resolution? Resolution { get; init; }

    public ValueList<WorkloadEntry>? Endpoints { get; init; }

    public WorkloadSelector? WorkloadSelector { get; init; }

    public ValueList<string>? ExportTo { get; init; }

    public ValueList<string>? SubjectAltNames { get; init; }

    [FromStatus]
    public ServiceEntryStatus? Status { get; init; }
}

/// <summary>Spec: istio.networking.v1alpha3.ServicePort.</summary>
public sealed record ServiceEntryPort
{
    public uint? Number { get; init; }

    public string? Protocol { get; init; }

    public string? Name { get; init; }

    public uint? TargetPort { get; init; }
}

public enum Location
{
    MeshExternal,
    MeshInternal,
}

public enum Resolution
{
    None,
    Static,
    Dns,
    DnsRoundRobin,
    DynamicDns,
}

public sealed record ServiceEntryStatus
{
    public ValueList<ServiceEntryAddress>? Addresses { get; init; }
}

public sealed record ServiceEntryAddress
{
    public string? Value { get; init; }

    public string? Host { get; init; }
}
