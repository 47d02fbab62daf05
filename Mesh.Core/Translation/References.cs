using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Mesh.Core.Translation;

/// <summary>The names by which one resource asks for another.</summary>
public static class References
{
    private const string HttpConnectionManagerUrl = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

    /// <summary>EDS names of clusters, each once, sorted.</summary>
    public static IEnumerable<string> EndpointNames(IEnumerable<Translated> clusters) => clusters
        .Select(x => (Cluster)x.Message)
        .Where(x => x.Type == Cluster.Types.DiscoveryType.Eds)
        .Select(x => x.EdsClusterConfig?.ServiceName is { Length: > 0 } name ? name : x.Name)
        .Distinct()
        .Order(StringComparer.Ordinal);

    /// <summary>RDS names of listeners, each once, sorted.</summary>
    public static IEnumerable<string> RouteNames(IEnumerable<Translated> listeners) =>
        listeners.SelectMany(x => RouteNames((Listener)x.Message)).Distinct().Order(StringComparer.Ordinal);

    public static IEnumerable<string> RouteNames(Listener listener)
    {
        IEnumerable<FilterChain> chains = listener.DefaultFilterChain is { } last ? [.. listener.FilterChains, last] : listener.FilterChains;
        foreach (var filter in chains.SelectMany(x => x.Filters))
        {
            if (filter.TypedConfig?.TypeUrl != HttpConnectionManagerUrl) continue;
            if (filter.TypedConfig.Unpack<HttpConnectionManager>().Rds is { } rds) yield return rds.RouteConfigName;
        }
        if (listener.ApiListener?.ApiListener_ is { } api && api.Unpack<HttpConnectionManager>().Rds is { } proxyless) yield return proxyless.RouteConfigName;
    }
}
