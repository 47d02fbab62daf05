using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using HttpProtocolOptions = Envoy.Extensions.Upstreams.Http.V3.HttpProtocolOptions;

namespace Mesh.Core.Translation.Clusters;

/// <summary>A cluster while it is being made: the message, and the HTTP options that are packed into it at the end.</summary>
internal sealed class ClusterDraft(Cluster cluster)
{
    private const string HttpOptionsName = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private const string IstioMetadata = "istio";

    public Cluster Cluster { get; } = cluster;

    public HttpProtocolOptions? Http { get; private set; }

    public bool IsHttp2 => Http?.ExplicitHttpConfig?.Http2ProtocolOptions is not null;

    public bool IsOriginalDestination => Cluster.ClusterDiscoveryTypeCase == Cluster.ClusterDiscoveryTypeOneofCase.Type
        && Cluster.Type == Cluster.Types.DiscoveryType.OriginalDst;

    public bool IsEds => Cluster.ClusterDiscoveryTypeCase == Cluster.ClusterDiscoveryTypeOneofCase.Type && Cluster.Type == Cluster.Types.DiscoveryType.Eds;

    public HttpProtocolOptions WithHttp() => Http ??= new();

    public Cluster.Types.CommonLbConfig WithCommonLb() => Cluster.CommonLbConfig ??= new();

    /// <summary>A value of the metadata that Istio's tools and filters read.</summary>
    public void Annotate(string key, Value value)
    {
        var metadata = Cluster.Metadata ??= new Metadata();
        if (!metadata.FilterMetadata.TryGetValue(IstioMetadata, out var istio)) metadata.FilterMetadata[IstioMetadata] = istio = new Struct();
        istio.Fields[key] = value;
    }

    public Cluster Build()
    {
        if (Http is not null)
        {
            // Envoy demands a choice of protocol; HTTP/1.1 where nothing chose.
            if (Http.UpstreamProtocolOptionsCase == HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.None)
            {
                Http.ExplicitHttpConfig = new() { HttpProtocolOptions = new() };
            }
            Cluster.TypedExtensionProtocolOptions[HttpOptionsName] = Any.Pack(Http);
        }
        return Cluster;
    }
}
