using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.TLSRoute.</summary>
public sealed record TlsRoute
{
    public ValueList<TlsMatchAttributes>? Match { get; init; }

    public ValueList<RouteDestination>? Route { get; init; }
}

public sealed record TlsMatchAttributes
{
    public ValueList<string>? SniHosts { get; init; }

    public ValueList<string>? DestinationSubnets { get; init; }

    public uint? Port { get; init; }

    public ValueMap<string>? SourceLabels { get; init; }

    public ValueList<string>? Gateways { get; init; }

    public string? SourceNamespace { get; init; }
}
