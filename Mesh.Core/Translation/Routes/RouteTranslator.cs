using Mesh.Core.Model;
using Mesh.Core.Translation.EnvoyFilters;
using Mesh.Core.Translation.Proxyless;

namespace Mesh.Core.Translation.Routes;

/// <summary>One route configuration of a proxy.</summary>
public static class RouteTranslator
{
    /// <returns>null when no listener of the proxy could ask for that name.</returns>
    public static Translated? Translate(ProxyContext context, string routeName)
    {
        if (context.Proxy.IsProxyless) return ProxylessRoutes.Translate(context, routeName);
        var routes = context.Proxy.Type == ProxyType.Sidecar ? OutboundRoutes.Translate(context, routeName) : GatewayRoutes.Translate(context, routeName);
        return routes is null ? null : RoutePatches.Apply(context, routes);
    }
}
