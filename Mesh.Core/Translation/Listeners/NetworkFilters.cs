using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.MongoProxy.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Envoy.Type.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Dialect;

namespace Mesh.Core.Translation.Listeners;

/// <summary>TCP plans → network filters.</summary>
public static class NetworkFilters
{
    public const string HttpConnectionManager = "envoy.filters.network.http_connection_manager";
    public const string TcpProxyName = "envoy.filters.network.tcp_proxy";

    /// <param name="port">Of the workload, for its own extensions; 0: any.</param>
    public static IEnumerable<Filter> Tcp(ListenerStyle style, ListenerClass @class, TcpPlan plan, int port = 0)
    {
        foreach (var filter in PeerExchange.OfTcp(style, @class)) yield return filter;
        // Guards come first: what may not pass is not looked at. The black hole lets nothing pass anyway.
        if (@class != ListenerClass.SidecarOutbound && !plan.Refuses)
        {
            foreach (var filter in style.Extensions.Network(PluginPhase.Authn, @class, port)) yield return filter;
            foreach (var filter in style.Security.NetworkExternal) yield return filter;
            foreach (var filter in style.Extensions.Network(PluginPhase.Authz, @class, port)) yield return filter;
            foreach (var filter in style.Security.NetworkRules) yield return filter;
            foreach (var filter in style.Extensions.Network(PluginPhase.Stats, @class, port)) yield return filter;
            foreach (var filter in style.Extensions.Network(PluginPhase.UnspecifiedPhase, @class, port)) yield return filter;
        }
        foreach (var filter in style.Stats(@class).Tcp) yield return filter;
        // Only counts Mongo's operations. Redis and MySQL have filters too, but theirs change the traffic, so Istio leaves them off by default.
        if (plan.Protocol == Protocol.Mongo) yield return Filter("envoy.filters.network.mongo_proxy", new MongoProxy { StatPrefix = plan.StatPrefix });
        if (plan.SniForwarding is { } sni) yield return DynamicForwardProxies.Sni(sni.Host, sni.Port, style.Traits.DnsFamily);
        yield return Filter(TcpProxyName, Proxy(style, @class, plan));
    }

    public static Filter Filter(string name, IMessage config) => new() { Name = name, TypedConfig = TypedConfig.Pack(config) };

    private static TcpProxy Proxy(ListenerStyle style, ListenerClass @class, TcpPlan plan)
    {
        var proxy = new TcpProxy { StatPrefix = plan.StatPrefix };
        if (plan.Clusters is [var only])
        {
            proxy.Cluster = only.Cluster;
        }
        else
        {
            proxy.WeightedClusters = new();
            proxy.WeightedClusters.Clusters.Add(plan.Clusters.Select(x => new TcpProxy.Types.WeightedCluster.Types.ClusterWeight { Name = x.Cluster, Weight = (uint)x.Weight }));
        }
        if (plan.Refuses) return proxy;
        if ((plan.IdleTimeout ?? style.Traits.IdleTimeout) is { } idle) proxy.IdleTimeout = Duration.FromTimeSpan(idle);
        if (plan.MaxConnectionDuration is { } limit) proxy.MaxDownstreamConnectionDuration = Duration.FromTimeSpan(limit);
        if (plan.HashSourceIp) proxy.HashPolicy.Add(new HashPolicy { SourceIp = new() });
        if (plan.Tunnel is { } tunnel) proxy.TunnelingConfig = new() { Hostname = tunnel.Target, UsePost = tunnel.UsePost };
        proxy.AccessLog.Add(style.Logs(@class).Tcp);
        return proxy;
    }
}
