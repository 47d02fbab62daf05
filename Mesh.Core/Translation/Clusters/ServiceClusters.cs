using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Endpoints;
using Mesh.Core.Values;
using Mesh.Core.Xds;
using Subset = Mesh.Core.Config.Subset;

namespace Mesh.Core.Translation.Clusters;

internal enum ClusterMode
{
    /// <summary><c>outbound|port|subset|host</c>: the proxy begins the connection.</summary>
    Default,
    /// <summary><c>outbound_.port_.subset_.host</c>: TLS that others began passes through, chosen by SNI.</summary>
    SniDnat,
}

/// <summary>All that the clusters of one port of a service depend on.</summary>
/// <param name="Accounts">Sorted.</param>
/// <param name="MixesPeers">Some endpoints cannot do mutual TLS, where that matters for the whole cluster.</param>
internal sealed record ServiceClusterKey(
    Service Service, ServicePort Port, MergedDestinationRule? Rule, ValueList<string> Accounts, MutualTlsMode NamespaceMode, bool MixesPeers,
    ClusterViewer Viewer, MeshDefaults Mesh, ClusterMode Mode);

/// <summary>What was made of a key: the port's cluster, then its subsets'.</summary>
internal sealed record BuiltClusters(IReadOnlyList<Translated> Clusters);

/// <summary>Makes the clusters of one port of a service.</summary>
/// <param name="assign">The endpoints that DNS clusters hold themselves, by cluster and subset; null for clusters of other kinds.</param>
internal sealed class ServiceClusters(ServiceClusterKey key, Func<(string Cluster, string Subset), ClusterLoadAssignment?>? assign)
{
    private readonly List<Translated> _built = [];

    public BuiltClusters Build()
    {
        var host = TrafficPolicies.ForPort(key.Rule?.Rule.TrafficPolicy, key.Port.Number, key.Mesh.Mesh.DefaultTrafficPolicy);
        var type = Add(null, DiscoveryTypes.Of(key.Service, key.Viewer), host, key.Rule?.Rule.TrafficPolicy);
        foreach (var subset in key.Rule?.Rule.Subsets ?? [])
        {
            Add(subset, type, TrafficPolicies.ForSubset(host, subset.TrafficPolicy, key.Port.Number), subset.TrafficPolicy);
        }
        return new(_built);
    }

    /// <returns>The type that it has in the end, which subsets inherit.</returns>
    private Cluster.Types.DiscoveryType Add(Subset? subset, Cluster.Types.DiscoveryType type, TrafficPolicy policy, TrafficPolicy? written)
    {
        var draft = new ClusterDraft(new() { Name = NameOf(subset), Type = type });
        if (assign is not null && type != Cluster.Types.DiscoveryType.OriginalDst)
        {
            // A DNS cluster without anything to look up is none.
            if (assign((draft.Cluster.Name, subset?.Name ?? "")) is not { Endpoints.Count: > 0 } endpoints) return type;
            DiscoveryTypes.Dns(draft.Cluster, endpoints, key.Viewer, key.Mesh);
        }
        UpstreamProtocols.Apply(draft, key.Port.Protocol, key.Viewer);
        UpstreamProtocols.Upgrade(draft, key.Port.Protocol, policy.ConnectionPool?.Http, key.Mesh);
        ConnectionPools.Apply(draft, policy.ConnectionPool, policy.RetryBudget, key.Mesh, key.Viewer);
        OutlierDetections.Apply(draft, policy.OutlierDetection);
        LoadBalancers.Apply(draft, policy.LoadBalancer, LocalityPolicy.Of(policy, key.Service, key.Mesh));
        if (key.Mode == ClusterMode.Default)
        {
            UpstreamTls.Apply(draft, policy.Tls, PeerOf(subset, written), key.Viewer, key.Mesh);
            TransportSockets.PrependProxyProtocol(draft.Cluster, policy.ProxyProtocol);
        }
        Finish(draft, subset);
        return draft.IsOriginalDestination ? Cluster.Types.DiscoveryType.OriginalDst : type;
    }

    private string NameOf(Subset? subset) => key.Mode == ClusterMode.Default
        ? XdsName.Outbound(key.Port.Number, subset?.Name ?? "", key.Service.Host)
        : XdsName.OutboundSni(key.Port.Number, subset?.Name ?? "", key.Service.Host);

    private UpstreamPeer PeerOf(Subset? subset, TrafficPolicy? written)
    {
        var passthrough = key.Service.Resolution == ServiceResolution.Passthrough || OutboundClusters.IsPassthrough(written);
        return new(
            key.Accounts,
            XdsName.OutboundSni(key.Port.Number, subset?.Name ?? "", key.Service.Host),
            AcceptsMutualTls: !key.Service.MeshExternal && key.NamespaceMode != MutualTlsMode.Disable && !(passthrough && key.MixesPeers),
            External: key.Service.Registry == ServiceRegistry.External,
            SelectedClients: key.Rule?.WorkloadSelector is not null);
    }

    private void Finish(ClusterDraft draft, Subset? subset)
    {
        var cluster = draft.Cluster;
        if (draft.IsEds) DiscoveryTypes.Eds(cluster);
        if (draft.IsOriginalDestination) GoToOriginalDestination(draft);
        if (subset is null && key.Service.KeepsSessions && cluster.CommonLbConfig is { } common) common.OverrideHostStatus = SessionHosts();
        MetadataExchange.AddTo(cluster, key.Viewer);
        MetadataExchange.NameServices(draft, key.Viewer, [key.Service]);
        Annotate(draft, subset);
        cluster.AltStatName = key.Mode == ClusterMode.Default && key.Mesh.Mesh.OutboundClusterStatName is { Length: > 0 } pattern
            ? StatNames.Of(pattern, key.Service, key.Port, subset?.Name ?? "", 0)
            : StatNames.Of(cluster.Name);
        _built.Add(new(XdsType.Cluster, cluster.Name, draft.Build(), [key.Service.Origin, .. (key.Rule?.From ?? []).Select(x => x.Key)]));
    }

    private void GoToOriginalDestination(ClusterDraft draft)
    {
        if (key.Service.Resolution == ServiceResolution.DynamicDns) DynamicForwardProxies.Resolve(draft, DnsCaches.Of(key.Service.Host, key.Viewer.Lookup));
        else if (MovedPort() is { } port) draft.Cluster.OriginalDstLbConfig = new() { UpstreamPortOverride = port };
    }

    private void Annotate(ClusterDraft draft, Subset? subset)
    {
        if (key.Rule is { From: [var oldest, ..] })
        {
            draft.Annotate("config", Value.ForString($"/apis/networking.istio.io/v1/namespaces/{oldest.Namespace}/destination-rule/{oldest.Name}"));
        }
        if (subset is not null) draft.Annotate("subset", Value.ForString(subset.Name ?? ""));
        else if (key.Service.MeshExternal) draft.Annotate("external", Value.ForBool(true));
    }

    /// <summary>A ServiceEntry without resolution may still move its clients to another port.</summary>
    private uint? MovedPort() =>
        key.Service is { Registry: ServiceRegistry.External, Resolution: ServiceResolution.Passthrough }
        && uint.TryParse(key.Port.TargetPort, out var target) && target != key.Port.Number ? target : null;

    /// <summary>Endpoints that drain still serve the sessions that they have.</summary>
    private static Envoy.Config.Core.V3.HealthStatusSet SessionHosts() => new()
    {
        Statuses =
        {
            Envoy.Config.Core.V3.HealthStatus.Healthy,
            Envoy.Config.Core.V3.HealthStatus.Draining,
            Envoy.Config.Core.V3.HealthStatus.Unknown,
            Envoy.Config.Core.V3.HealthStatus.Degraded,
        },
    };
}
