using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.TCPRoute.</summary>
public sealed record TcpRoute
{
    public ValueList<L4MatchAttributes>? Match { get; init; }

    public ValueList<RouteDestination>? Route { get; init; }
}

public sealed record L4MatchAttributes
{
    public ValueList<string>? DestinationSubnets { get; init; }

    public uint? Port { get; init; }

    public string? SourceSubnet { get; init; }

    public ValueMap<string>? SourceLabels { get; init; }

    public ValueList<string>? Gateways { get; init; }

    public string? SourceNamespace { get; init; }
}

public sealed record RouteDestination
{
    public Destination? Destination { get; init; }

    public int? Weight { get; init; }
}
