using Mesh.Core.Model;
using Mesh.Core.Translation.Proxyless;

namespace Mesh.Core.Translation.Routes;

/// <summary>One route configuration of a proxy.</summary>
public static class RouteTranslator
{
    /// <returns>null when no listener of the proxy could ask for that name.</returns>
    public static Translated? Translate(ProxyContext context, string routeName) => context.Proxy switch
    {
        { IsProxyless: true } => ProxylessRoutes.Translate(context, routeName),
        { Type: ProxyType.Sidecar } => OutboundRoutes.Translate(context, routeName),
        _ => GatewayRoutes.Translate(context, routeName),
    };
}
