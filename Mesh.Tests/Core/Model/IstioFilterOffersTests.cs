using Envoy.Config.Core.V3;
using Mesh.Core.Model;

namespace Mesh.Tests.Core.Model;

public sealed class IstioFilterOffersTests
{
    [Fact]
    public void A_stock_Envoy_offers_none()
    {
        Assert.Equal(IstioFilters.None, Of(new Extension { Name = "envoy.filters.http.router", TypeUrls = { "envoy.extensions.filters.http.router.v3.Router" } }));
    }

    [Fact]
    public void An_Envoy_that_lacks_a_filter_is_not_sent_it_though_it_has_the_others()
    {
        var offered = Of(
            new Extension { Name = "envoy.filters.http.istio_stats", TypeUrls = { "stats.PluginConfig" } },
            new Extension { Name = "envoy.filters.http.peer_metadata", TypeUrls = { "io.istio.http.peer_metadata.Config" } });

        Assert.Equal(IstioFilters.Stats | IstioFilters.PeerMetadata, offered);
    }

    [Fact]
    public void An_extension_that_the_operator_disabled_does_not_count()
    {
        Assert.Equal(IstioFilters.None, Of(new Extension { Name = "istio.alpn", Disabled = true }));
    }

    [Fact]
    public void Envoy_s_contrib_image_offers_all()
    {
        var offered = Of([.. new[] { "envoy.filters.http.istio_stats", "envoy.filters.http.alpn", "envoy.filters.http.peer_metadata", "envoy.filters.network.metadata_exchange" }
            .Select(x => new Extension { Name = x })]);

        Assert.Equal(IstioFilters.All, offered);
    }

    private static IstioFilters Of(params Extension[] extensions) => IstioFilterOffers.Of(new() { Extensions = { extensions } });
}
