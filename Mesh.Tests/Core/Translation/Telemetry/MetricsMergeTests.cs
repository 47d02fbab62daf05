using Envoy.Config.Listener.V3;
using Istio.Filters.Stats;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Listeners;
using Mesh.Tests.Core.Translation.Routes;
using Manager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace Mesh.Tests.Core.Translation.Telemetry;

public sealed class MetricsMergeTests
{
    private static readonly MeshConfig Prometheus = new() { DefaultProviders = new() { Metrics = ["prometheus"] } };

    [Fact]
    public void Without_a_provider_nothing_is_measured()
    {
        Assert.Null(Client(new RouteFixture(RouteFixture.Service("till", 80))));
    }

    [Fact]
    public void A_provider_that_measures_nothing_of_Istio_s_makes_no_filter()
    {
        var mesh = new MeshConfig { DefaultProviders = new() { Metrics = ["envoy"] } };

        Assert.Null(Client(Mesh("", mesh)));
    }

    [Fact]
    public void What_is_disabled_as_a_whole_makes_no_filter()
    {
        Assert.Null(Client(Mesh(Telemetry("istio-system", "overrides: [{disabled: true}]"))));
    }

    [Fact]
    public void One_side_may_be_silent_alone()
    {
        var mesh = Mesh(Telemetry("istio-system", "overrides: [{match: {mode: SERVER}, disabled: true}]"));

        Assert.NotNull(Client(mesh));
        Assert.DoesNotContain("istio.stats", Names(mesh, "virtualInbound"));
    }

    [Fact]
    public void A_namespace_may_speak_again_where_the_mesh_is_silent()
    {
        var mesh = Mesh(Telemetry("istio-system", "overrides: [{disabled: true}]") + Telemetry("shop", "overrides: [{match: {metric: REQUEST_COUNT}, disabled: false}]"));

        var metric = Assert.Single(Client(mesh)!.Metrics);

        Assert.Equal(("requests_total", false), (metric.Name, metric.Drop));
    }

    [Fact]
    public void A_namespace_without_providers_speaks_to_those_of_the_mesh()
    {
        var mesh = Mesh(Telemetry("istio-system", "providers: [{name: prometheus}], reportingInterval: 7s") + Telemetry("shop", "overrides: [{tagOverrides: {a: {value: b}}}]"), new());

        var config = Client(mesh)!;

        Assert.Equal(7, config.TcpReportingDuration.Seconds);
        Assert.Equal(10, config.Metrics.Count);
        Assert.All(config.Metrics, x => Assert.Equal("b", x.Dimensions["a"]));
    }

    [Fact]
    public void A_provider_of_a_lower_level_takes_the_place_of_those_above()
    {
        var mesh = Mesh(Telemetry("shop", "providers: [{name: other}]"), Prometheus with { ExtensionProviders = [new() { Name = "other", Stackdriver = new() }] });

        Assert.Null(Client(mesh));
    }

    [Fact]
    public void Later_overrides_win_tag_by_tag()
    {
        var mesh = Mesh(Telemetry("shop", "overrides: [{match: {customMetric: pints}, tagOverrides: {a: {value: x}, b: {value: kept}}}, {match: {customMetric: pints}, tagOverrides: {a: {operation: REMOVE}}}]"));

        var metric = Assert.Single(Client(mesh)!.Metrics);

        Assert.Equal(("pints", "a", "kept"), (metric.Name, Assert.Single(metric.TagsToRemove), metric.Dimensions["b"]));
    }

    [Fact]
    public void The_name_in_a_foreign_Host_header_is_no_label_of_a_gateway()
    {
        const string gateway = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: door, namespace: shop}
            spec: {servers: [{port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}]}
            """;
        var mesh = new RouteFixture(gateway, Prometheus);

        Assert.True(Stats(mesh.Router(), "0.0.0.0_8080")!.DisableHostHeaderFallback);
        Assert.False(Client(Mesh(""))!.DisableHostHeaderFallback);
    }

    private static RouteFixture Mesh(string yaml, MeshConfig? mesh = null) => new(RouteFixture.Service("till", 80) + yaml, mesh ?? Prometheus);

    private static string Telemetry(string ns, string metrics) => $$"""
        apiVersion: telemetry.istio.io/v1
        kind: Telemetry
        metadata: {name: {{ns}}, namespace: {{ns}}}
        spec: {metrics: [{{{metrics}}}]}
        ---

        """;

    private static PluginConfig? Client(RouteFixture mesh) => Stats(mesh.Sidecar(), "0.0.0.0_80");

    private static PluginConfig? Stats(ProxyContext context, string listener) => Managers(context, listener)
        .SelectMany(x => x.HttpFilters).FirstOrDefault(x => x.Name == "istio.stats")?.TypedConfig.Unpack<PluginConfig>();

    private static IEnumerable<string> Names(RouteFixture mesh, string listener) => Managers(mesh.Sidecar(), listener).SelectMany(x => x.HttpFilters).Select(x => x.Name);

    private static IEnumerable<Manager> Managers(ProxyContext stock, string listener)
    {
        var context = new ProxyContext(stock.Model, stock.Proxy with { IstioFilters = IstioFilters.All }, stock.Memo);
        var message = (Listener)ListenerTranslator.Translate(context).Single(x => x.Name == listener).Message;
        return message.FilterChains.SelectMany(x => x.Filters).Where(x => x.Name == NetworkFilters.HttpConnectionManager).Select(x => x.TypedConfig.Unpack<Manager>());
    }
}
