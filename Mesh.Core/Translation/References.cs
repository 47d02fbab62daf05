using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Mesh.Core.Translation;

/// <summary>The names by which one resource asks for another.</summary>
public static class References
{
    private const string HttpConnectionManagerUrl = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

    /// <summary>What resources ask for (<see cref="Translated.AsksFor"/>), each name once, sorted.</summary>
    public static IEnumerable<string> Of(IEnumerable<Translated> resources) =>
        resources.SelectMany(x => x.AsksFor).Distinct().Order(StringComparer.Ordinal);

    /// <returns>null for a cluster that takes no endpoints from EDS.</returns>
    public static string? EndpointName(Cluster cluster)
    {
        if (cluster.Type != Cluster.Types.DiscoveryType.Eds) return null;
        return cluster.EdsClusterConfig?.ServiceName is { Length: > 0 } name ? name : cluster.Name;
    }

    /// <summary>RDS names of a listener, as often as it says them.</summary>
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
