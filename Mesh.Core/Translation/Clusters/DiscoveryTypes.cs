using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Extensions.Network.DnsResolver.Cares.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Clusters;

/// <summary>A service's resolution → how Envoy finds the cluster's endpoints.</summary>
internal static class DiscoveryTypes
{
    /// <summary>Spreads look-ups that would otherwise happen all at once.</summary>
    private static readonly TimeSpan DnsJitter = TimeSpan.FromMilliseconds(100);

    /// <summary>Queries a socket of the resolver before it takes a new one, and with it a new source port.</summary>
    private const uint MaxUdpQueries = 100;

    public static Cluster.Types.DiscoveryType Of(Service service, ClusterViewer viewer) => service.Resolution switch
    {
        ServiceResolution.DnsLb => Cluster.Types.DiscoveryType.StrictDns,
        ServiceResolution.DnsRoundRobinLb => Cluster.Types.DiscoveryType.LogicalDns,
        // A gateway's connections have the gateway itself as their destination.
        ServiceResolution.Passthrough when viewer.IsSidecar => Cluster.Types.DiscoveryType.OriginalDst,
        ServiceResolution.DynamicDns when viewer.IsSidecar => Cluster.Types.DiscoveryType.OriginalDst,
        _ => Cluster.Types.DiscoveryType.Eds,
    };

    public static bool IsDns(Service service) => service.Resolution is ServiceResolution.DnsLb or ServiceResolution.DnsRoundRobinLb;

    public static void Dns(Cluster cluster, ClusterLoadAssignment endpoints, ClusterViewer viewer, MeshDefaults mesh)
    {
        cluster.DnsLookupFamily = viewer.Lookup;
        cluster.DnsRefreshRate = mesh.DnsRefreshRate.ToDuration();
        cluster.DnsJitter = DnsJitter.ToDuration();
        cluster.RespectDnsTtl = true;
        cluster.TypedDnsResolverConfig = new()
        {
            Name = "envoy.network.dns_resolver.cares",
            TypedConfig = Any.Pack(new CaresDnsResolverConfig { UdpMaxQueries = MaxUdpQueries }),
        };
        cluster.LoadAssignment = endpoints;
    }

    /// <summary>Endpoints over the same stream; Envoy waits for them rather than start with none.</summary>
    public static void Eds(Cluster cluster) => cluster.EdsClusterConfig = new()
    {
        ServiceName = cluster.Name,
        EdsConfig = new() { Ads = new(), InitialFetchTimeout = new Duration(), ResourceApiVersion = ApiVersion.V3 },
    };
}
