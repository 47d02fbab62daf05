using Mesh.Core.Model;

namespace Mesh.Core.Translation.Routes;

/// <summary>One route configuration of a proxy.</summary>
public static class RouteTranslator
{
    /// <returns>null when no listener of the proxy could ask for that name.</returns>
    public static Translated? Translate(ProxyContext context, string routeName) => context.Proxy.Type == ProxyType.Sidecar
        ? OutboundRoutes.Translate(context, routeName)
        : GatewayRoutes.Translate(context, routeName);
}
