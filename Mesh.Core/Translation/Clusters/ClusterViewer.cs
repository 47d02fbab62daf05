using Envoy.Config.Cluster.V3;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Clusters;

/// <summary>All that outbound clusters depend on of the proxy that they are for. Equal viewers share every cluster.</summary>
/// <param name="Lookup">The address families that the proxy can reach.</param>
/// <param name="PreserveHeaderCase">ProxyConfig.proxyHeaders.preserveHttp1HeaderCase.</param>
/// <param name="Certificates">Files that take the place of the mesh's own identity; null as a rule.</param>
/// <param name="BufferLimit">Bytes: ProxyConfig.connectionSettings.clusterPerConnectionBufferLimitBytes, which like that of listeners is for routers.</param>
/// <param name="IstioFilters">Istio's own filters that may be named.</param>
internal sealed record ClusterViewer(
    ProxyType Type, Cluster.Types.DnsLookupFamily Lookup, bool PreserveHeaderCase, MetadataCertificates? Certificates, IstioFilters IstioFilters, uint? BufferLimit)
{
    public bool IsSidecar => Type == ProxyType.Sidecar;

    public static ClusterViewer Of(ProxyContext context)
    {
        var proxy = context.Proxy;
        return new(
            proxy.Type,
            LookupOf(proxy),
            context.ProxyConfig.ProxyHeaders?.PreserveHttp1HeaderCase == true,
            MetadataCertificates.Of(proxy.Metadata),
            proxy.IstioFilters,
            proxy.Type == ProxyType.Router ? context.ProxyConfig.ConnectionSettings?.ClusterPerConnectionBufferLimitBytes : null);
    }

    private static Cluster.Types.DnsLookupFamily LookupOf(Proxy proxy) => (proxy.HasIpv4, proxy.HasIpv6) switch
    {
        (true, true) => Cluster.Types.DnsLookupFamily.All,
        (false, true) => Cluster.Types.DnsLookupFamily.V6Only,
        _ => Cluster.Types.DnsLookupFamily.V4Only,
    };
}

/// <summary>Certificates that the node's metadata name: TLS_CLIENT_CERT_CHAIN, TLS_CLIENT_KEY, TLS_CLIENT_ROOT_CERT.</summary>
internal sealed record MetadataCertificates(string Chain, string Key, string Root)
{
    public static MetadataCertificates? Of(ProxyMetadata metadata) =>
        metadata.Text("TLS_CLIENT_CERT_CHAIN") is { Length: > 0 } chain && metadata.Text("TLS_CLIENT_KEY") is { Length: > 0 } key
            ? new(chain, key, metadata.Text("TLS_CLIENT_ROOT_CERT") ?? "")
            : null;
}
