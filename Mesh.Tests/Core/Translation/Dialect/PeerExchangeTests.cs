using Envoy.Config.Listener.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Clusters;
using Mesh.Core.Translation.Listeners;
using Mesh.Tests.Core.Translation.Routes;
using Udpa.Type.V1;
using ClusterMessage = Envoy.Config.Cluster.V3.Cluster;
using Manager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace Mesh.Tests.Core.Translation.Dialect;

public sealed class PeerExchangeTests
{
    [Fact]
    public void Headers_stay_in_the_mesh_where_the_proxy_is_told_so()
    {
        var config = new MeshConfig { DefaultConfig = new() { ProxyHeaders = new() { MetadataExchangeHeaders = new() { Mode = MetadataExchangeMode.InMesh } } } };

        Assert.Contains("skip_external_clusters", Outbound(Context(config, IstioFilters.All)).First(x => x.Name == "istio.metadata_exchange").TypedConfig.Unpack<TypedStruct>().ToString());
        Assert.DoesNotContain("skip_external_clusters", Outbound(Context(new(), IstioFilters.All)).First(x => x.Name == "istio.metadata_exchange").TypedConfig.Unpack<TypedStruct>().ToString());
    }

    [Fact]
    public void Each_filter_is_sent_to_proxies_that_have_it()
    {
        Assert.Equal(["istio.alpn"], Outbound(Context(new(), IstioFilters.Alpn | IstioFilters.MetadataExchange)).Select(x => x.Name).Where(x => x.StartsWith("istio.", StringComparison.Ordinal)));
        Assert.DoesNotContain(Outbound(Context(new(), IstioFilters.Stats)), x => x.Name.StartsWith("istio.", StringComparison.Ordinal));
    }

    [Fact]
    public void Clusters_introduce_the_proxy_only_where_its_Envoy_can()
    {
        var mute = Clusters(Context(new(), IstioFilters.All & ~IstioFilters.MetadataExchange));

        Assert.All(mute, x => Assert.Empty(x.Filters));
        Assert.Contains(Clusters(Context(new(), IstioFilters.MetadataExchange)), x => x.Filters.Count == 1);
    }

    private static ProxyContext Context(MeshConfig mesh, IstioFilters filters)
    {
        var context = new RouteFixture(RouteFixture.Service("till", 80), mesh).Sidecar();
        return new(context.Model, context.Proxy with { IstioFilters = filters }, context.Memo);
    }

    private static IEnumerable<ClusterMessage> Clusters(ProxyContext context) => ClusterTranslator.Translate(context).Select(x => (ClusterMessage)x.Message);

    private static IReadOnlyList<Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpFilter> Outbound(ProxyContext context) =>
        ((Listener)ListenerTranslator.Translate(context).Single(x => x.Name == "0.0.0.0_80").Message).FilterChains[0].Filters[0].TypedConfig.Unpack<Manager>().HttpFilters;
}
