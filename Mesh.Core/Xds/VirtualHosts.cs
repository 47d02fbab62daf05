using System.Runtime.CompilerServices;
using Envoy.Config.Route.V3;

namespace Mesh.Core.Xds;

/// <summary>
/// Serves virtual hosts one by one out of route configurations (rule 70): the resource is <c>ROUTE_CONFIG/VHOST_NAME</c>, and each of its
/// domains is an alias <c>ROUTE_CONFIG/DOMAIN</c>, which is what a proxy asks for when a request comes in.
/// </summary>
internal static class VirtualHosts
{
    private static readonly ConditionalWeakTable<XdsResourceSet, XdsResourceSet> ByRoutes = [];

    public static XdsResourceSet Of(XdsResourceSet routes) => ByRoutes.GetValue(routes, Derive);

    /// <summary>Whether <paramref name="name"/> belongs to a route configuration. Split from the right: a host holds no slash, the other may.</summary>
    public static bool IsIn(string name, string routeConfig)
    {
        var slash = name.LastIndexOf('/');
        return slash == routeConfig.Length && name.StartsWith(routeConfig, StringComparison.Ordinal);
    }

    private static XdsResourceSet Derive(XdsResourceSet routes) => XdsResourceSet.Of(
        XdsType.VirtualHost,
        routes.All.SelectMany(Hosts).DistinctBy(x => x.Name, StringComparer.Ordinal));

    private static IEnumerable<XdsResource> Hosts(XdsResource route)
    {
        var config = RouteConfiguration.Parser.ParseFrom(route.Body.Value);
        return config.VirtualHosts.Select(host => XdsResource.Pack(
            XdsType.VirtualHost,
            $"{route.Name}/{host.Name}",
            aliases: [.. host.Domains.Where(x => x != host.Name).Select(x => $"{route.Name}/{x}").Distinct(StringComparer.Ordinal)],
            host,
            route.Origins));
    }
}
