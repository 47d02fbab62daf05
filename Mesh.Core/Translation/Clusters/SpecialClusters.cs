using Envoy.Config.Cluster.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Clusters;

/// <summary>Clusters that no service stands for: nowhere, wherever the connection was going, and wherever the request's host says.</summary>
internal static class SpecialClusters
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(5);

    private sealed record Key(string Name, ClusterViewer Viewer, MeshDefaults Mesh, ClientTlsSettings? Tls = null);

    public static Translated BlackHole(ProxyContext context, ClusterViewer viewer) =>
        context.Memo.GetOrAdd(new Key(XdsName.BlackHoleCluster, viewer, MeshDefaults.Of(context.Mesh)), static key => Done(key, new()
        {
            Name = key.Name,
            Type = Cluster.Types.DiscoveryType.Static,
            ConnectTimeout = key.Mesh.ConnectTimeout.ToDuration(),
        }));

    public static Translated Passthrough(ProxyContext context, ClusterViewer viewer) =>
        context.Memo.GetOrAdd(new Key(XdsName.PassthroughCluster, viewer, MeshDefaults.Of(context.Mesh)), static key =>
        {
            var cluster = ToOriginalDestination(key);
            MetadataExchange.AddTo(cluster, key.Viewer);
            return Done(key, cluster);
        });

    public static Translated InboundPassthrough(ProxyContext context, ClusterViewer viewer) =>
        context.Memo.GetOrAdd(new Key(XdsName.InboundPassthroughCluster, viewer, MeshDefaults.Of(context.Mesh)), static key =>
        {
            var cluster = ToOriginalDestination(key);
            cluster.UpstreamBindConfig = SourceAddresses.Of(key.Viewer, both: true);
            return Done(key, cluster);
        });

    /// <summary>outboundTrafficPolicy ALLOW_ANY_DYNAMIC_DNS: the request's host is looked up by the proxy.</summary>
    public static Translated DynamicDns(ProxyContext context, ClusterViewer viewer, ClientTlsSettings? tls) =>
        context.Memo.GetOrAdd(new Key(XdsName.DynamicDnsCluster, viewer, MeshDefaults.Of(context.Mesh), tls), static key =>
        {
            var draft = new ClusterDraft(new() { Name = key.Name });
            ConnectionPools.Apply(draft, key.Mesh.Mesh.DefaultTrafficPolicy?.ConnectionPool, null, key.Mesh, key.Viewer);
            if (key.Tls is null) FollowClient(draft, key.Viewer);
            else UpstreamTls.Apply(draft, key.Tls, new([], "", AcceptsMutualTls: false, External: true, SelectedClients: true), key.Viewer, key.Mesh);
            draft.Cluster.Metadata = null;
            DynamicForwardProxies.Resolve(draft, DnsCaches.AllowAny(key.Viewer.Lookup));
            return Done(key, draft.Build());
        });

    private static Cluster ToOriginalDestination(Key key)
    {
        var draft = new ClusterDraft(new()
        {
            Name = key.Name,
            Type = Cluster.Types.DiscoveryType.OriginalDst,
            LbPolicy = Cluster.Types.LbPolicy.ClusterProvided,
        });
        FollowClient(draft, key.Viewer);
        ConnectionPools.Apply(draft, key.Mesh.Mesh.DefaultTrafficPolicy?.ConnectionPool, null, key.Mesh, key.Viewer);
        return draft.Build();
    }

    private static void FollowClient(ClusterDraft draft, ClusterViewer viewer)
    {
        UpstreamProtocols.FollowClient(draft, viewer.PreserveHeaderCase);
        draft.WithHttp().CommonHttpProtocolOptions = new() { IdleTimeout = IdleTimeout.ToDuration() };
    }

    private static Translated Done(Key key, Cluster cluster)
    {
        // Both passthroughs are counted as one.
        cluster.AltStatName = StatNames.Of(key.Name == XdsName.InboundPassthroughCluster ? XdsName.PassthroughCluster : key.Name);
        return new(XdsType.Cluster, key.Name, cluster);
    }
}
