using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Core.Xds;

/// <summary>What a resource names of other types.</summary>
internal sealed class ResourceReferences
{
    private static readonly ResourceReferences None = new(NameSet.Empty, NameSet.Empty);

    private readonly NameSet _clusters;
    private readonly NameSet _endpoints;

    private ResourceReferences(NameSet clusters, NameSet endpoints)
    {
        _clusters = clusters;
        _endpoints = endpoints;
    }

    public NameSet Of(XdsType type) => type == XdsType.Cluster ? _clusters : type == XdsType.Endpoint ? _endpoints : NameSet.Empty;

    public static ResourceReferences Of(XdsResource resource)
    {
        var body = resource.Body.Value;
        if (resource.Type == XdsType.Cluster) return new(NameSet.Empty, EndpointsOf(Cluster.Parser.ParseFrom(body)));
        if (resource.Type == XdsType.Route) return ClustersOnly(OfRoutes(RouteConfiguration.Parser.ParseFrom(body)));
        if (resource.Type == XdsType.VirtualHost) return ClustersOnly(OfHost(VirtualHost.Parser.ParseFrom(body)));
        if (resource.Type == XdsType.Listener) return ClustersOnly(OfListener(Listener.Parser.ParseFrom(body)));
        return None;
    }

    private static ResourceReferences ClustersOnly(IEnumerable<string> clusters) =>
        new(NameSet.Of(clusters.Where(x => x.Length > 0).Distinct(StringComparer.Ordinal)), NameSet.Empty);

    private static NameSet EndpointsOf(Cluster cluster)
    {
        if (cluster.Type != Cluster.Types.DiscoveryType.Eds) return NameSet.Empty;
        if (cluster.EdsClusterConfig?.EdsConfig is { Ads: null, Self: null, ConfigSourceSpecifierCase: not ConfigSource.ConfigSourceSpecifierOneofCase.None }) return NameSet.Empty;
        var service = cluster.EdsClusterConfig?.ServiceName;
        return NameSet.Of([string.IsNullOrEmpty(service) ? cluster.Name : service]);
    }

    private static IEnumerable<string> OfRoutes(RouteConfiguration config) =>
        config.VirtualHosts.SelectMany(OfHost).Concat(config.RequestMirrorPolicies.Select(x => x.Cluster));

    private static IEnumerable<string> OfHost(VirtualHost host) =>
        host.Routes.SelectMany(x => OfAction(x.Route_)).Concat(host.RequestMirrorPolicies.Select(x => x.Cluster));

    private static IEnumerable<string> OfAction(RouteAction? action)
    {
        if (action is null) return [];
        var mirrors = action.RequestMirrorPolicies.Select(x => x.Cluster);
        return action.ClusterSpecifierCase switch
        {
            RouteAction.ClusterSpecifierOneofCase.Cluster => mirrors.Append(action.Cluster),
            RouteAction.ClusterSpecifierOneofCase.WeightedClusters => mirrors.Concat(action.WeightedClusters.Clusters.Select(x => x.Name)),
            _ => mirrors,
        };
    }

    private static IEnumerable<string> OfListener(Listener listener)
    {
        var chains = listener.DefaultFilterChain is { } last ? listener.FilterChains.Append(last) : listener.FilterChains;
        return chains.SelectMany(x => x.Filters).SelectMany(x => OfFilter(x.TypedConfig))
            .Concat(listener.ApiListener is { } api ? OfFilter(api.ApiListener_) : []);
    }

    private static IEnumerable<string> OfFilter(Any? config)
    {
        if (config is null) return [];
        if (config.Is(HttpConnectionManager.Descriptor)) return config.Unpack<HttpConnectionManager>().RouteConfig is { } routes ? OfRoutes(routes) : [];
        if (!config.Is(TcpProxy.Descriptor)) return [];
        var proxy = config.Unpack<TcpProxy>();
        return proxy.ClusterSpecifierCase == TcpProxy.ClusterSpecifierOneofCase.WeightedClusters
            ? proxy.WeightedClusters.Clusters.Select(x => x.Name)
            : [proxy.Cluster];
    }
}
