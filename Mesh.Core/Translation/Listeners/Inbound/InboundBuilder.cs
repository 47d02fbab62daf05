using System.Globalization;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Dialect;
using Mesh.Core.Translation.Routes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Listeners.Inbound;

/// <summary>Plans of inbound listeners → listeners. Equal plans of equal style share one.</summary>
internal static class InboundBuilder
{
    private const ListenerClass Side = ListenerClass.SidecarInbound;

    private static readonly PluginPhase[] ExtensionPhases = [PluginPhase.Authn, PluginPhase.Authz, PluginPhase.Stats, PluginPhase.UnspecifiedPhase];

    private sealed record Key(ListenerStyle Style, InboundListenerPlan Plan);

    public static Translated Of(ProxyContext context, ListenerStyle style, InboundListenerPlan plan) =>
        context.Memo.GetOrAdd(new Key(style, plan), static key => new Translated(XdsType.Listener, key.Plan.Name, Build(key.Style, key.Plan), [.. key.Plan.Origins, .. key.Style.Traits.Policies.Keys]));

    private static Listener Build(ListenerStyle style, InboundListenerPlan plan)
    {
        var listener = new Listener
        {
            Name = plan.Name,
            Address = Addresses.Socket(plan.Address, plan.Port),
            TrafficDirection = TrafficDirection.Inbound,
            ContinueOnListenerFiltersTimeout = true,
            ListenerFiltersTimeout = Duration.FromTimeSpan(style.Mesh.ProtocolDetectionTimeout ?? TimeSpan.Zero),
            MaxConnectionsToAcceptPerSocketEvent = 1,
        };
        var transparent = !plan.BindToPort && style.Traits.Interception == InterceptionMode.TProxy;
        if (transparent) listener.Transparent = true;
        if (style.Traits.InboundExactBalance) listener.ConnectionBalanceConfig = new() { ExactBalance = new() };
        listener.AccessLog.Add(style.ListenerLogs(Side));

        var matches = new List<ChainMatch>();
        if (!plan.BindToPort)
        {
            matches.Add(new() { DestinationPort = plan.Port });
            listener.FilterChains.Add(BlackHole(style, plan.Port));
            listener.ListenerFilters.Add(ListenerFilters.OriginalDestination);
            if (transparent) listener.ListenerFilters.Add(ListenerFilters.OriginalSource);
        }
        foreach (var chain in plan.Chains) AddChains(listener, matches, style, chain);
        listener.ListenerFilters.Add(ListenerFilters.Inspectors(matches));
        return listener;
    }

    /// <summary>Whoever calls the proxy's own port would be sent in a circle.</summary>
    private static FilterChain BlackHole(ListenerStyle style, int port) => new()
    {
        Name = "virtualInbound-blackhole",
        FilterChainMatch = new() { DestinationPort = (uint)port },
        Filters = { ChainBuilder.Filters(style, Side, Outbound.CatchAll.BlackHole) },
    };

    private static void AddChains(Listener listener, List<ChainMatch> matches, ListenerStyle style, InboundChain plan)
    {
        // The chains of a port differ in their matches only, so they share their filters.
        var http = new Lazy<IReadOnlyList<Filter>>(() => HttpOf(style, plan));
        var tcp = new Lazy<IReadOnlyList<Filter>>(() => TcpOf(style, plan));
        foreach (var way in InboundMatches.Of(plan.Mode, PortKinds.OfInbound(plan.Protocol)))
        {
            var match = new ChainMatch { DestinationPort = plan.Port, TransportProtocol = way.Transport, ApplicationProtocols = way.Protocols };
            matches.Add(match);
            var chain = new FilterChain
            {
                FilterChainMatch = match.ToEnvoy(),
                Name = NameOf(plan, way.Http),
                TransportSocket = way.EndTls ? style.MutualTls(way.Http) : null,
                Metadata = plan.Config is { } config ? ChainBuilder.ConfigMetadata(config) : null,
            };
            chain.Filters.Add(way.Http ? http.Value : tcp.Value);
            listener.FilterChains.Add(chain);
        }
    }

    private static string NameOf(InboundChain plan, bool http) => !plan.Passthrough ? XdsName.Listener(plan.Address, plan.Port)
        : http ? "virtualInbound-catchall-http"
        : XdsName.VirtualInbound;

    private static IReadOnlyList<Filter> HttpOf(ListenerStyle style, InboundChain plan)
    {
        var prefix = plan.Passthrough ? plan.Cluster : string.Create(CultureInfo.InvariantCulture, $"inbound_{plan.Address}_{plan.Port}");
        var routes = InboundRoutes.Build(plan.Cluster, plan.Host, plan.ServicePort, plan.Protocol, style.Mesh.DefaultInboundHttpRetryPolicy);
        var manager = HttpConnectionManagers.Inline(style, Side, prefix, routes, plan.Protocol, plan.Port);
        // HTTP/2 by prior knowledge: what calls a gRPC port is expected to speak it at once.
        if (plan.Protocol.IsHttp2()) manager.Http2ProtocolOptions = new();
        return
        [
            .. PeerExchange.OfTcp(style, Side),
            .. ExtensionPhases.SelectMany(x => style.Extensions.Network(x, Side, plan.Port)),
            NetworkFilters.Filter(NetworkFilters.HttpConnectionManager, manager),
        ];
    }

    private static IReadOnlyList<Filter> TcpOf(ListenerStyle style, InboundChain plan) =>
    [
        .. NetworkFilters.Tcp(style, Side, new(plan.StatPrefix, [new(plan.Cluster, 0)]) { Protocol = plan.Protocol }, plan.Port),
    ];
}
