using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Kubernetes' Endpoints, whole.</summary>
public sealed record Endpoints
{
    public ValueList<EndpointSubset>? Subsets { get; init; }
}

public sealed record EndpointSubset
{
    public ValueList<EndpointAddress>? Addresses { get; init; }

    public ValueList<EndpointAddress>? NotReadyAddresses { get; init; }

    public ValueList<EndpointPort>? Ports { get; init; }
}

public sealed record EndpointAddress
{
    public string? Ip { get; init; }

    public string? Hostname { get; init; }

    public string? NodeName { get; init; }

    public ObjectReference? TargetRef { get; init; }
}
