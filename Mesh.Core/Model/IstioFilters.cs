using Envoy.Config.Core.V3;

namespace Mesh.Core.Model;

/// <summary>Istio's own Envoy filters. An Envoy refuses whole listeners and clusters that name one which it was built without, so each counts for itself.</summary>
[Flags]
public enum IstioFilters
{
    None = 0,

    /// <summary>istio.stats: Istio's metrics.</summary>
    Stats = 1,

    /// <summary>istio.alpn: tells the server's sidecar that HTTP comes, before it is read.</summary>
    Alpn = 2,

    /// <summary>istio.metadata_exchange of HTTP: who the peer is, by headers.</summary>
    PeerMetadata = 4,

    /// <summary>istio.metadata_exchange of TCP: who the peer is, at the beginning of the connection.</summary>
    MetadataExchange = 8,

    All = Stats | Alpn | PeerMetadata | MetadataExchange,
}

/// <summary>Which of them a proxy has: what its Envoy lists in node.extensions.</summary>
public static class IstioFilterOffers
{
    /// <summary>By the message that configures a filter, and by the names that releases of istio-proxy and of Envoy's contrib image gave its factory.</summary>
    private static readonly (IstioFilters Filter, string Message, string[] Names)[] Known =
    [
        (IstioFilters.Stats, "stats.PluginConfig", ["istio.stats", "envoy.filters.http.istio_stats"]),
        (IstioFilters.Alpn, "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig", ["istio.alpn", "istio_authn.alpn", "envoy.filters.http.alpn"]),
        (IstioFilters.PeerMetadata, "io.istio.http.peer_metadata.Config", ["envoy.filters.http.peer_metadata"]),
        (IstioFilters.MetadataExchange, "envoy.tcp.metadataexchange.config.MetadataExchange", ["istio.metadata_exchange", "envoy.filters.network.metadata_exchange"]),
    ];

    public static IstioFilters Of(Node node)
    {
        var offered = IstioFilters.None;
        foreach (var extension in node.Extensions.Where(x => !x.Disabled))
        {
            foreach (var (filter, message, names) in Known)
            {
                if (names.Contains(extension.Name) || extension.TypeUrls.Contains(message)) offered |= filter;
            }
        }
        return offered;
    }
}
