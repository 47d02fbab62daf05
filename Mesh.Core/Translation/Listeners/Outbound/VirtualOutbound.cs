using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>
/// The listener that iptables sends all outbound traffic to. It hands each connection to the listener of its original destination, and takes itself
/// what has none.
/// </summary>
internal static class VirtualOutbound
{
    public static Translated? Of(ProxyContext context, ListenerStyle style)
    {
        if (context.Proxy.Interception == InterceptionMode.None) return null;
        var key = new Key(style, ReservedPorts.Outbound(context), context.Proxy.WildcardAddress, CatchAll.Plan(context));
        return context.Memo.GetOrAdd(key, static x => new Translated(XdsType.Listener, XdsName.VirtualOutbound, Build(x)));
    }

    private sealed record Key(ListenerStyle Style, int Port, string Address, TcpPlan CatchAll);

    private static Listener Build(Key key)
    {
        const ListenerClass side = ListenerClass.SidecarOutbound;
        var listener = new Listener
        {
            Name = XdsName.VirtualOutbound,
            Address = Addresses.Socket(key.Address, key.Port),
            UseOriginalDst = true,
            TrafficDirection = TrafficDirection.Outbound,
            MaxConnectionsToAcceptPerSocketEvent = 1,
        };
        if (key.Style.Traits.Interception == InterceptionMode.TProxy) listener.Transparent = true;
        listener.AccessLog.Add(key.Style.ListenerLogs(side));
        // Whoever calls the proxy's own port would be sent in a circle.
        listener.FilterChains.Add(new FilterChain
        {
            Name = "virtualOutbound-blackhole",
            FilterChainMatch = new() { DestinationPort = (uint)key.Port },
            Filters = { ChainBuilder.Filters(key.Style, side, CatchAll.BlackHole) },
        });
        if (key.Style.DynamicForwarding is not null)
        {
            listener.ListenerFilters.Add(ListenerFilters.HttpInspector);
            listener.FilterChains.Add(new FilterChain
            {
                Name = "virtualOutbound-catchall-tcp-http",
                FilterChainMatch = new() { ApplicationProtocols = { Alpn.PlaintextHttp } },
                Filters = { DynamicDns.Filter(key.Style) },
            });
        }
        listener.FilterChains.Add(new FilterChain
        {
            Name = "virtualOutbound-catchall-tcp",
            Filters = { ChainBuilder.Filters(key.Style, side, key.CatchAll) },
        });
        return listener;
    }
}
