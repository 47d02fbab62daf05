using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>Makes every short name in a VirtualService a full one of its own namespace.</summary>
public static class VirtualServiceNames
{
    public static ConfigObject<VirtualService> Resolve(ConfigObject<VirtualService> config)
    {
        var ns = config.Namespace;
        var spec = config.Spec with
        {
            Hosts = config.Spec.Hosts?.Select(x => Hostnames.Resolve(x, ns)).ToValueList(),
            Gateways = config.Spec.Gateways?.Select(x => VirtualServiceIndex.GatewayName(x, ns)).ToValueList(),
            Http = config.Spec.Http?.Select(x => Resolve(x, ns)).ToValueList(),
            Tcp = config.Spec.Tcp?.Select(x => x with
            {
                Match = x.Match?.Select(y => y with { Gateways = Gateways(y.Gateways, ns) }).ToValueList(),
                Route = x.Route?.Select(y => Resolve(y, ns)).ToValueList(),
            }).ToValueList(),
            Tls = config.Spec.Tls?.Select(x => x with
            {
                Match = x.Match?.Select(y => y with { Gateways = Gateways(y.Gateways, ns) }).ToValueList(),
                Route = x.Route?.Select(y => Resolve(y, ns)).ToValueList(),
            }).ToValueList(),
        };
        return new(config.Kind, config.Meta, config.Source, spec);
    }

    private static HttpRoute Resolve(HttpRoute http, string ns) => http with
    {
        Match = http.Match?.Select(x => x with { Gateways = Gateways(x.Gateways, ns) }).ToValueList(),
        Route = http.Route?.Select(x => x with { Destination = Resolve(x.Destination, ns) }).ToValueList(),
        Mirror = Resolve(http.Mirror, ns),
        Mirrors = http.Mirrors?.Select(x => x with { Destination = Resolve(x.Destination, ns) }).ToValueList(),
    };

    private static RouteDestination Resolve(RouteDestination route, string ns) => route with { Destination = Resolve(route.Destination, ns) };

    private static Destination? Resolve(Destination? destination, string ns) =>
        destination?.Host is null ? destination : destination with { Host = Hostnames.Resolve(destination.Host, ns) };

    private static ValueList<string>? Gateways(ValueList<string>? gateways, string ns) =>
        gateways?.Select(x => VirtualServiceIndex.GatewayName(x, ns)).ToValueList();
}
