using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.EnvoyFilters;
using Mesh.Core.Translation.Gateways;
using Mesh.Core.Translation.Listeners.Inbound;
using Mesh.Core.Translation.Listeners.Outbound;
using Mesh.Core.Translation.Proxyless;

namespace Mesh.Core.Translation.Listeners;

/// <summary>All listeners of a proxy: a sidecar's inbound and outbound ones, or a gateway's servers.</summary>
public static class ListenerTranslator
{
    public static IEnumerable<Translated> Translate(ProxyContext context)
    {
        if (context.Proxy.IsProxyless) return ProxylessListeners.Translate(context).Concat(ProxylessServers.Translate(context));
        var style = ListenerStyle.Of(context);
        return context.Proxy.Type == ProxyType.Router
            ? ListenerPatches.Apply(context, PatchContext.Gateway, [.. GatewayListeners.Of(context, style)])
            : OfSidecar(context, style);
    }

    private static IEnumerable<Translated> OfSidecar(ProxyContext context, ListenerStyle style) =>
    [
        .. ListenerPatches.Apply(context, PatchContext.SidecarOutbound, OutboundSet.Of(context, style)),
        .. ListenerPatches.Apply(context, PatchContext.SidecarInbound, [.. InboundListeners.Of(context, style)]),
    ];
}
