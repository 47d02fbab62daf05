using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.EnvoyFilter.EnvoyConfigObjectMatch.</summary>
public sealed record EnvoyConfigObjectMatch
{
    public PatchContext? Context { get; init; }

    public ProxyMatch? Proxy { get; init; }

    public ListenerMatch? Listener { get; init; }

    public RouteConfigurationMatch? RouteConfiguration { get; init; }

    public ClusterMatch? Cluster { get; init; }

    public WaypointMatch? Waypoint { get; init; }
}

public enum PatchContext
{
    Any,
    SidecarInbound,
    SidecarOutbound,
    Gateway,
    Waypoint,
}

public sealed record ProxyMatch
{
    public string? ProxyVersion { get; init; }

    public ValueMap<string>? Metadata { get; init; }
}

public sealed record ClusterMatch
{
    public uint? PortNumber { get; init; }

    public string? Service { get; init; }

    public string? Subset { get; init; }

    public string? Name { get; init; }
}

public sealed record ListenerMatch
{
    public uint? PortNumber { get; init; }

    public string? PortName { get; init; }

    public ListenerMatchFilterChainMatch? FilterChain { get; init; }

    public string? ListenerFilter { get; init; }

    public string? Name { get; init; }
}

public sealed record ListenerMatchFilterChainMatch
{
    public string? Name { get; init; }

    public string? Sni { get; init; }

    public string? TransportProtocol { get; init; }

    public string? ApplicationProtocols { get; init; }

    public FilterMatch? Filter { get; init; }

    public uint? DestinationPort { get; init; }
}

public sealed record FilterMatch
{
    public string? Name { get; init; }

    public SubFilterMatch? SubFilter { get; init; }
}

public sealed record SubFilterMatch
{
    public string? Name { get; init; }
}

public sealed record RouteConfigurationMatch
{
    public uint? PortNumber { get; init; }

    public string? PortName { get; init; }

    public string? Gateway { get; init; }

    public VirtualHostMatch? Vhost { get; init; }

    public string? Name { get; init; }
}

public sealed record VirtualHostMatch
{
    public string? Name { get; init; }

    public string? DomainName { get; init; }

    public VirtualHostMatchRouteMatch? Route { get; init; }
}

public sealed record VirtualHostMatchRouteMatch
{
    public string? Name { get; init; }

    public RouteMatchAction? Action { get; init; }
}

public enum RouteMatchAction
{
    Any,
    Route,
    Redirect,
    DirectResponse,
}

public sealed record WaypointMatch
{
    public uint? PortNumber { get; init; }

    public FilterMatch? Filter { get; init; }

    public WaypointMatchRouteMatch? Route { get; init; }
}

public sealed record WaypointMatchRouteMatch
{
    public string? Name { get; init; }
}
