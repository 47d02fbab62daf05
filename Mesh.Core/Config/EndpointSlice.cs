using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Kubernetes' EndpointSlice, whole.</summary>
public sealed record EndpointSlice
{
    public string? AddressType { get; init; }

    public ValueList<EndpointSliceEndpoint>? Endpoints { get; init; }

    public ValueList<EndpointPort>? Ports { get; init; }
}

public sealed record EndpointSliceEndpoint
{
    public ValueList<string>? Addresses { get; init; }

    public EndpointConditions? Conditions { get; init; }

    public string? Hostname { get; init; }

    public ObjectReference? TargetRef { get; init; }

    public string? NodeName { get; init; }

    public string? Zone { get; init; }
}

public sealed record EndpointConditions
{
    public bool? Ready { get; init; }

    public bool? Serving { get; init; }

    public bool? Terminating { get; init; }
}

/// <summary>A port of an EndpointSlice or of Endpoints.</summary>
public sealed record EndpointPort
{
    public string? Name { get; init; }

    public string? Protocol { get; init; }

    public int? Port { get; init; }

    public string? AppProtocol { get; init; }
}

public sealed record ObjectReference
{
    public string? Kind { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public string? Uid { get; init; }
}
