using Envoy.Config.Listener.V3;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Listeners;
using Mesh.Tests.Core.Translation.Routes;
using Manager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace Mesh.Tests.Core.Translation.EnvoyFilters;

public sealed class ListenerPatchTests
{
    private static readonly string Services = RouteFixture.Service("till", 8080) + RouteFixture.Service("rows", 3306, portName: "tcp");

    [Fact]
    public void A_listener_that_no_patch_changes_stays_the_very_same()
    {
        var mesh = new RouteFixture(Services);
        var before = Rows(mesh);

        mesh.Apply(Filter("HTTP_FILTER", "portNumber: 8080, filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}", "INSERT_FIRST", "{name: own}"));

        Assert.Same(before, Rows(mesh));
    }

    [Fact]
    public void A_filter_goes_where_the_patch_says()
    {
        const string router = "filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}";
        var mesh = new RouteFixture(Services + Filter("HTTP_FILTER", router, "INSERT_BEFORE", "{name: own}"));

        var listener = (Listener)ListenerTranslator.Translate(mesh.Sidecar()).Single(x => x.Name == "0.0.0.0_8080").Message;

        var filters = listener.FilterChains.Single().Filters.Single().TypedConfig.Unpack<Manager>().HttpFilters;
        Assert.Equal(["own", "envoy.filters.http.router"], filters.Select(x => x.Name).TakeLast(2));
    }

    [Fact]
    public void A_patch_of_another_filter_s_type_changes_nothing()
    {
        const string value = """{typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.mongo_proxy.v3.MongoProxy, stat_prefix: x}}""";
        var mesh = new RouteFixture(Services);
        var before = Rows(mesh);

        mesh.Apply(Filter("NETWORK_FILTER", "portNumber: 3306, filterChain: {filter: {name: envoy.filters.network.tcp_proxy}}", "MERGE", value));

        Assert.Same(before, Rows(mesh));
    }

    [Fact]
    public void A_changed_listener_names_the_EnvoyFilter()
    {
        var mesh = new RouteFixture(Services + Filter("LISTENER", "portNumber: 3306", "MERGE", "{per_connection_buffer_limit_bytes: 4096}"));

        var rows = Rows(mesh);

        Assert.Equal(4096u, ((Listener)rows.Message).PerConnectionBufferLimitBytes);
        Assert.Contains(rows.Origins, x => x.Name == "own");
    }

    private static Translated Rows(RouteFixture mesh) => ListenerTranslator.Translate(mesh.Sidecar()).Single(x => x.Name.EndsWith("_3306", StringComparison.Ordinal));

    private static string Filter(string applyTo, string match, string operation, string value) => $$"""
        apiVersion: networking.istio.io/v1alpha3
        kind: EnvoyFilter
        metadata: {name: own, namespace: shop}
        spec:
          configPatches:
          - applyTo: {{applyTo}}
            match: {context: SIDECAR_OUTBOUND, listener: { {{match}} } }
            patch: {operation: {{operation}}, value: {{value}}}
        """;
}
