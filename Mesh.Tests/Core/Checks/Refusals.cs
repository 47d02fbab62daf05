using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf;
using Mesh.Core.Xds;

namespace Mesh.Tests.Core.Checks;

/// <summary>One thing that Envoy refuses by code: a resource that shows it, and the field to blame.</summary>
/// <param name="Kind">cluster, listener, routes (a route configuration), route (one route), filters (HTTP filters).</param>
public sealed record Refusal(string Name, string Kind, string Json, string Field);

/// <summary>What <see cref="Mesh.Core.Checks.Invariants"/> must catch, told so that a real Envoy can be asked too.</summary>
public static class Refusals
{
    private const string Chain = """{"filters":[{"name":"envoy.filters.network.tcp_proxy","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy","statPrefix":"x","cluster":"here"}}]""";
    private const string NetworkRbac = """{"name":"envoy.filters.network.rbac","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC","statPrefix":"x"}}""";
    private const string TcpProxy = """{"name":"envoy.filters.network.tcp_proxy","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy","statPrefix":"x","cluster":"here"}}""";
    private const string Router = """{"name":"envoy.filters.http.router","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}""";
    private const string Cors = """{"name":"envoy.filters.http.cors","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors"}}""";

    public static readonly IReadOnlyList<Refusal> All =
    [
        Listener("no address", $$"""{"name":"x","filterChains":[{{Chain}}}]}""", "address"),
        Listener("no filter chain", """{"name":"x","address":ADDRESS}""", "filter_chains"),
        Listener("two chains of no match", $$"""{"name":"x","address":ADDRESS,"filterChains":[{{Chain}}},{{Chain}},"name":"b"}]}""", "filter_chains[1].filter_chain_match"),
        Listener("two chains of one name to serve",
            $$$"""{"name":"x","address":ADDRESS,"filterChains":[{{{Chain}}},"filterChainMatch":{"serverNames":["a.test","b.test"]}},{{{Chain}}},"filterChainMatch":{"serverNames":["b.test"]}}]}""",
            "filter_chains[1].filter_chain_match"),
        Listener("two chains of equal ranges",
            $$$"""{"name":"x","address":ADDRESS,"filterChains":[{{{Chain}}},"filterChainMatch":{"prefixRanges":[{"addressPrefix":"10.1.2.3","prefixLen":16}]}},{{{Chain}}},"filterChainMatch":{"prefixRanges":[{"addressPrefix":"10.1.0.0","prefixLen":16}]}}]}""",
            "filter_chains[1].filter_chain_match"),
        Listener("a wildcard within a server name",
            $$$"""{"name":"x","address":ADDRESS,"filterChains":[{{{Chain}}},"filterChainMatch":{"serverNames":["a.*.test"]}}]}""",
            "filter_chains[0].filter_chain_match.server_names"),
        Listener("a range of no address",
            $$$"""{"name":"x","address":ADDRESS,"filterChains":[{{{Chain}}},"filterChainMatch":{"prefixRanges":[{"addressPrefix":"ten","prefixLen":16}]}}]}""",
            "filter_chains[0].filter_chain_match.prefix_ranges[0].address_prefix"),
        Listener("a filter that only watches is the last", $$"""{"name":"x","address":ADDRESS,"filterChains":[{"filters":[{{NetworkRbac}}]}]}""", "filter_chains[0].filters[0]"),
        Listener("a filter after the one that ends the chain", $$"""{"name":"x","address":ADDRESS,"filterChains":[{"filters":[{{TcpProxy}},{{TcpProxy}}]}]}""", "filter_chains[0].filters[0]"),

        Filters("the router is not the last", $"[{Router},{Router}]", "http_filters[0]"),
        Filters("a filter of listeners among those of requests",
            """[{"name":"x","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.listener.original_src.v3.OriginalSrc"}},ROUTER]""".Replace("ROUTER", Router, StringComparison.Ordinal), "http_filters[0]"),
        Filters("keys of tokens that nobody can read",
            """[{"name":"envoy.filters.http.jwt_authn","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication","providers":{"p":{"issuer":"i","localJwks":{"inlineString":"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"A\",\"y\":\"B\"}]}"}}},"rules":[{"match":{"prefix":"/"},"requires":{"providerName":"p"}}]}},ROUTER]""".Replace("ROUTER", Router, StringComparison.Ordinal), "http_filters[0].typed_config.providers[\"p\"].local_jwks.inline_string"),
        Filters("no router", $"[{Cors}]", "http_filters[0]"),
        Filters("a provider that is not there",
            """[{"name":"envoy.filters.http.jwt_authn","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication","rules":[{"match":{"prefix":"/"},"requires":{"providerName":"nobody"}}]}},ROUTER]""".Replace("ROUTER", Router, StringComparison.Ordinal),
            "http_filters[0].typed_config.rules[0].requires"),

        Routes("a domain twice", """[{"name":"a","domains":["x.test"]},{"name":"b","domains":["X.test"]}]""", "virtual_hosts[1].domains[0]"),
        Routes("two catch-alls", """[{"name":"a","domains":["*"]},{"name":"b","domains":["*"]}]""", "virtual_hosts[1].domains[0]"),
        Routes("a name twice", """[{"name":"a","domains":["x.test"]},{"name":"a","domains":["y.test"]}]""", "virtual_hosts[1].name"),
        Routes("host removed", """[{"name":"a","domains":["*"],"requestHeadersToRemove":["Host"]}]""", "virtual_hosts[0].request_headers_to_remove"),
        Routes("a path header set", """[{"name":"a","domains":["*"],"requestHeadersToAdd":[{"header":{"key":":path","value":"/"}}]}]""", "virtual_hosts[0].request_headers_to_add[0].header.key"),
        Routes("a percent sign beside a variable", """[{"name":"a","domains":["*"],"requestHeadersToAdd":[{"header":{"key":"x","value":"%REQ(x)% %"}}]}]""", "virtual_hosts[0].request_headers_to_add[0].header.value"),
        Routes("half a variable", """[{"name":"a","domains":["*"],"requestHeadersToAdd":[{"header":{"key":"x","value":"100%"}}]}]""", "virtual_hosts[0].request_headers_to_add[0].header.value"),

        Route("weights of nothing", """{"match":{"prefix":"/"},"route":{"weightedClusters":{"clusters":[{"name":"here","weight":0}]}}}""", "route.weighted_clusters.clusters"),
        Route("a weight for nobody", """{"match":{"prefix":"/"},"route":{"weightedClusters":{"clusters":[{"weight":1}]}}}""", "route.weighted_clusters.clusters[0]"),
        Route("two rewrites", """{"match":{"prefix":"/"},"route":{"cluster":"here","prefixRewrite":"/x","regexRewrite":{"pattern":{"regex":"a"},"substitution":"b"}}}""", "route.regex_rewrite"),
        Route("a back-off that shrinks", """{"match":{"prefix":"/"},"route":{"cluster":"here","retryPolicy":{"retryBackOff":{"baseInterval":"2s","maxInterval":"1s"}}}}""", "route.retry_policy.retry_back_off.max_interval"),
        Route("look-ahead", """{"match":{"safeRegex":{"regex":"/(?!private).*"}},"route":{"cluster":"here"}}""", "match.safe_regex.regex"),
        Route("a long body", """{"match":{"prefix":"/"},"directResponse":{"status":200,"body":{"inlineString":"LONG"}}}""".Replace("LONG", new('x', 5000), StringComparison.Ordinal), "direct_response.body"),

        Cluster("EDS without a source", """{"name":"x","type":"EDS"}""", "eds_cluster_config.eds_config"),
        Cluster("ORIGINAL_DST with round robin", """{"name":"x","type":"ORIGINAL_DST"}""", "lb_policy"),
        Cluster("ORIGINAL_DST with endpoints", """{"name":"x","type":"ORIGINAL_DST","lbPolicy":"CLUSTER_PROVIDED","loadAssignment":{"clusterName":"x"}}""", "load_assignment"),
        Cluster("CLUSTER_PROVIDED for STATIC", """{"name":"x","type":"STATIC","lbPolicy":"CLUSTER_PROVIDED","loadAssignment":{"clusterName":"x"}}""", "lb_policy"),
        Cluster("LOGICAL_DNS of two", """{"name":"x","type":"LOGICAL_DNS","loadAssignment":{"clusterName":"x","endpoints":[{"lbEndpoints":[ENDPOINT,ENDPOINT]}]}}""", "load_assignment"),
        Cluster("STATIC with a name", """{"name":"x","type":"STATIC","loadAssignment":{"clusterName":"x","endpoints":[{"lbEndpoints":[{"endpoint":{"address":{"socketAddress":{"address":"a.test","portValue":80}}}}]}]}}""", "load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address.address"),
        Cluster("a ring that shrinks", """{"name":"x","type":"STATIC","lbPolicy":"RING_HASH","ringHashLbConfig":{"minimumRingSize":100,"maximumRingSize":10},"loadAssignment":{"clusterName":"x"}}""", "ring_hash_lb_config.minimum_ring_size"),
        Cluster("a table of no prime size", """{"name":"x","type":"STATIC","lbPolicy":"MAGLEV","maglevLbConfig":{"tableSize":100},"loadAssignment":{"clusterName":"x"}}""", "maglev_lb_config.table_size"),
        Cluster("weights beyond 32 bits", """{"name":"x","type":"STATIC","loadAssignment":{"clusterName":"x","endpoints":[{"lbEndpoints":[HEAVY,HEAVY]}]}}""", "load_assignment.endpoints"),
    ];

    /// <summary>The message that the checks look at.</summary>
    public static IMessage Message(Refusal refusal) => refusal.Kind switch
    {
        "cluster" => EnvoyTypes.Parser.Parse<Cluster>(refusal.Json),
        "listener" or "filters" => EnvoyTypes.Parser.Parse<Listener>(refusal.Json),
        _ => EnvoyTypes.Parser.Parse<RouteConfiguration>(refusal.Json),
    };

    public static Refusal Called(string name) => All.Single(x => x.Name == name);

    private static Refusal Listener(string name, string json, string field) =>
        new(name, "listener", json.Replace("ADDRESS", """{"socketAddress":{"address":"127.0.0.1","portValue":18080}}""", StringComparison.Ordinal), field);

    private static Refusal Filters(string name, string filters, string field) => new(name, "filters", Http("""{"virtualHosts":[]}""", filters), $"filter_chains[0].filters[0].typed_config.{field}");

    private static Refusal Routes(string name, string hosts, string field) => new(name, "routes", $$"""{"name":"r","virtualHosts":{{hosts}}}""", field);

    private static Refusal Route(string name, string route, string field) =>
        new(name, "routes", $$"""{"name":"r","virtualHosts":[{"name":"a","domains":["*"],"routes":[{{route}}]}]}""", $"virtual_hosts[0].routes[0].{field}");

    private static Refusal Cluster(string name, string json, string field) => new(
        name,
        "cluster",
        json.Replace("ENDPOINT", """{"endpoint":{"address":{"socketAddress":{"address":"127.0.0.1","portValue":80}}}}""", StringComparison.Ordinal)
            .Replace("HEAVY", """{"endpoint":{"address":{"socketAddress":{"address":"127.0.0.1","portValue":80}}},"loadBalancingWeight":4294967295}""", StringComparison.Ordinal),
        field);

    /// <summary>A listener that holds routes, so that an Envoy reads them from a file.</summary>
    public static string Http(string routes, string? filters = null) =>
        $$$"""
        {"name":"x","address":{"socketAddress":{"address":"127.0.0.1","portValue":18080}},"filterChains":[{"filters":[{"name":"envoy.filters.network.http_connection_manager","typedConfig":
        {"@type":"type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager","statPrefix":"x","routeConfig":{{{routes}}},"httpFilters":{{{filters ?? $"[{Router}]"}}}}}]}]}
        """;
}
