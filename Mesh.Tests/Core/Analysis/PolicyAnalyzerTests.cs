using Mesh.Core.Config;

namespace Mesh.Tests.Core.Analysis;

/// <summary>Policies, EnvoyFilters, workloads and namespaces.</summary>
public sealed class PolicyAnalyzerTests
{
    private const string Strict = "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: default, namespace: shop}\nspec: {mtls: {mode: STRICT}}\n";

    [Theory]
    [InlineData("PeerAuthentication", "security.istio.io/v1", "selector: {matchLabels: {app: cat}}, mtls: {mode: STRICT}", "spec.selector.matchLabels")]
    [InlineData("AuthorizationPolicy", "security.istio.io/v1", "selector: {matchLabels: {app: cat}}", "spec.selector.matchLabels")]
    [InlineData("RequestAuthentication", "security.istio.io/v1", "selector: {matchLabels: {app: cat}}", "spec.selector.matchLabels")]
    [InlineData("Telemetry", "telemetry.istio.io/v1", "selector: {matchLabels: {app: cat}}, tracing: [{disableSpanReporting: true}]", "spec.selector.matchLabels")]
    [InlineData("WasmPlugin", "extensions.istio.io/v1alpha1", "selector: {matchLabels: {app: cat}}, url: \"oci://a.example.com/b\"", "spec.selector.matchLabels")]
    [InlineData("ProxyConfig", "networking.istio.io/v1beta1", "selector: {matchLabels: {app: cat}}, concurrency: 1", "spec.selector.matchLabels")]
    [InlineData("EnvoyFilter", "networking.istio.io/v1alpha3", "workloadSelector: {labels: {app: cat}}, configPatches: []", "spec.workloadSelector.labels")]
    [InlineData("Sidecar", "networking.istio.io/v1", "workloadSelector: {labels: {app: cat}}, egress: [{hosts: [\"./*\"]}]", "spec.workloadSelector.labels")]
    public void A_selector_that_selects_nothing_is_a_warning_with_the_nearest_label(string kind, string version, string spec, string field)
    {
        var finding = Assert.Single(Analyzed.Files($"{Analyzed.Shop}apiVersion: {version}\nkind: {kind}\nmetadata: {{name: p, namespace: shop}}\nspec: {{{spec}}}\n"));

        Assert.Equal($"IST0127 Warning {kind} shop/p {field}", Assert.Single(Analyzed.Words([finding])));
        Assert.Equal("did you mean app=cart?", finding.Cure);
    }

    [Fact]
    public void A_selector_does_not_reach_the_workload_of_a_Kubernetes_Gateway() => Assert.Equal(
        ["IST0166 Warning AuthorizationPolicy shop/p spec.selector.matchLabels"],
        Analyzed.InShop(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: gw, namespace: shop, labels: {app: gw, gateway.networking.k8s.io/gateway-name: gw}}\nspec: {containers: [{name: istio-proxy}]}\n"
            + Policy("selector: {matchLabels: {app: gw}}")));

    [Fact]
    public void What_a_policy_names_exists() => Assert.Equal(
        [
            "IST0101 Error AuthorizationPolicy shop/p spec.provider.name",
            "IST0101 Error AuthorizationPolicy shop/p spec.rules[0].from[0].source.namespaces[0]",
            "IST0101 Warning AuthorizationPolicy shop/p spec.rules[0].from[1].source.principals[1]",
            "IST0167 Warning AuthorizationPolicy shop/p spec.rules[0].from[1].source.principals[0]",
        ],
        Analyzed.InShop(Strict
            + "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: cart, namespace: shop}\n"
            + Policy("action: CUSTOM, provider: {name: opa}, rules: [{from: [{source: {namespaces: [shoop]}}, {source: {principals: [\"spiffe://cluster.local/ns/shop/sa/cart\", cluster.local/ns/shop/sa/cat, cluster.local/ns/shop/sa/cart]}}]}]")));

    [Theory]
    [InlineData("ALLOW", "", "AM0602 Info AuthorizationPolicy shop/p spec.rules[0].from[0].source.principals")]
    [InlineData("DENY", "", "AM0602 Warning AuthorizationPolicy shop/p spec.rules[0].from[0].source.principals")]
    [InlineData("DENY", "STRICT", null)]
    [InlineData("ALLOW", "DISABLE", "AM0602 Warning AuthorizationPolicy shop/p spec.rules[0].from[0].source.principals")]
    public void Who_calls_is_known_by_mutual_TLS_alone(string action, string mode, string? expected)
    {
        var peers = mode.Length == 0 ? "" : Strict.Replace("STRICT", mode, StringComparison.Ordinal);

        Assert.Equal(expected is null ? [] : [expected], Analyzed.InShop(Policy($"action: {action}, rules: [{{from: [{{source: {{principals: [\"*\"]}}}}]}}]") + peers));
    }

    [Fact]
    public void A_rule_about_HTTP_means_nothing_on_a_TCP_port()
    {
        const string db =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: db, namespace: shop}
            spec: {selector: {app: db}, ports: [{name: tcp-db, port: 5432}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: db, namespace: shop, labels: {app: db}}
            spec: {containers: [{name: db}, {name: istio-proxy}]}

            """;

        Assert.Equal(["AM0603 Warning AuthorizationPolicy shop/p spec.rules[0].to[0].operation.methods"], Analyzed.InShop(db + Policy("selector: {matchLabels: {app: db}}, rules: [{to: [{operation: {methods: [GET]}}]}]")));
        Assert.Empty(Analyzed.InShop(db + Policy("selector: {matchLabels: {app: cart}}, rules: [{to: [{operation: {methods: [GET]}}]}]")));
        Assert.Equal(
            ["IST0119 Warning RequestAuthentication shop/jwt spec.selector"],
            Analyzed.InShop($"{db}---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: jwt, namespace: shop}}\nspec: {{selector: {{matchLabels: {{app: db}}}}, jwtRules: [{{issuer: me, jwksUri: \"https://a.example.com\"}}]}}\n"));
    }

    [Theory]
    [InlineData("cart", null)]
    [InlineData("other", "AM0604 Warning AuthorizationPolicy shop/p spec.rules[0].from[0].source.requestPrincipals")]
    public void A_rule_about_tokens_needs_somebody_who_checks_them(string app, string? expected)
    {
        var check = $"---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: jwt, namespace: shop}}\nspec: {{selector: {{matchLabels: {{app: {app}}}}}, jwtRules: [{{issuer: me, jwksUri: \"https://a.example.com\"}}]}}\n";

        Assert.Equal(expected is null ? [] : [expected], Analyzed.InShop(Policy("selector: {matchLabels: {app: cart}}, rules: [{from: [{source: {requestPrincipals: [\"*\"]}}]}]") + check).Where(x => x.Contains("Authorization", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_policy_for_a_pod_without_a_sidecar_is_enforced_by_nobody() => Assert.Equal(
        ["AM0605 Warning AuthorizationPolicy shop/p spec.selector", "IST0103 Warning Pod shop/bare spec.containers"],
        Analyzed.InShop("apiVersion: v1\nkind: Pod\nmetadata: {name: bare, namespace: shop, labels: {app: bare}}\nspec: {containers: [{name: bare}]}\n" + Policy("selector: {matchLabels: {app: bare}}")));

    [Fact]
    public void Of_several_PeerAuthentications_one_counts() => Assert.Equal(
        [
            "AM0601 Warning PeerAuthentication shop/default spec",
            "AM0601 Warning PeerAuthentication shop/second spec",
            "IST0167 Warning PeerAuthentication istio-system/cart spec.selector",
        ],
        Analyzed.InShop(Strict + Strict.Replace("default", "second", StringComparison.Ordinal)
            + "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: cart, namespace: istio-system}\nspec: {selector: {matchLabels: {app: cart}}, mtls: {mode: STRICT}}\n"));

    [Fact]
    public void A_patch_is_placed_by_a_filter_that_is_there()
    {
        const string template =
            """
            ---
            apiVersion: networking.istio.io/v1alpha3
            kind: EnvoyFilter
            metadata: {name: f, namespace: shop}
            spec:
              priority: 1
              configPatches:
              - applyTo: HTTP_FILTER
                match: {listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: FILTER}}}}}
                patch: {operation: INSERT_BEFORE, value: {name: mine.filter, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}}}

            """;
        static string Patch(string filter) => template.Replace("FILTER}", filter + "}", StringComparison.Ordinal);

        Assert.Empty(Analyzed.InShop(Patch("envoy.filters.http.router")));
        Assert.Empty(Analyzed.InShop(Patch("mine.filter")));
        Assert.Equal(["AM0701 Warning EnvoyFilter shop/f spec.configPatches[0].match.listener.filterChain.filter.subFilter.name"], Analyzed.InShop(Patch("envoy.filters.http.ruoter")));
    }

    [Theory]
    [InlineData("", "IST0151")]
    [InlineData("proxy: {proxyVersion: '^1.2'}, ", "IST0151")]
    public void A_relative_patch_depends_on_others_whatever_its_own_version(string version, string code) => Assert.Equal(
        [$"{code} Warning EnvoyFilter shop/f spec.configPatches[0].patch.operation"],
        Analyzed.InShop(Relative("f", version)));

    [Fact]
    public void A_relative_patch_of_what_an_earlier_EnvoyFilter_brings_to_some_versions_is_told_so() => Assert.Equal(
        ["IST0151 Warning EnvoyFilter shop/e spec.configPatches[0].patch.operation", "IST0155 Warning EnvoyFilter shop/f spec.configPatches[0].patch.operation"],
        Analyzed.InShop(Relative("e", "proxy: {proxyVersion: '^1.2'}, ") + Relative("f", "")));

    private static string Relative(string name, string version) =>
        $"---\napiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{configPatches: [{{applyTo: HTTP_FILTER, match: {{{version}context: GATEWAY}}, patch: {{operation: INSERT_BEFORE, value: {{name: my.filter}}}}}}]}}\n";

    [Fact]
    public void Namespaces_and_pods_say_clearly_what_they_want() => Assert.Equal(
        [
            "IST0102 Info Namespace silent metadata.labels",
            "IST0123 Warning Namespace both metadata.labels[\"istio.io/rev\"]",
            "IST0144 Warning Deployment silent/d spec.template.spec.securityContext.runAsUser",
            "IST0146 Warning Deployment silent/d spec.template.spec.containers",
            "IST0147 Error Pod silent/auto spec.containers",
        ],
        Analyzed.InShop(
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: silent}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: both, labels: {istio-injection: enabled, istio.io/rev: canary}}\n"
            + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: silent}\nspec: {template: {metadata: {labels: {app: d}}, spec: {securityContext: {runAsUser: 1337}, containers: [{name: d, image: auto}]}}}\n"
            + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: auto, namespace: silent}\nspec: {containers: [{name: istio-proxy, image: auto}]}\n"));

    [Fact]
    public void Annotations_are_known_in_their_place_and_readable() => Assert.Equal(
        [
            "IST0107 Warning Service shop/s metadata.annotations[\"proxy.istio.io/config\"]",
            "IST0108 Warning Service shop/s metadata.annotations[\"networking.istio.io/exprotTo\"]",
            "IST0125 Warning Deployment shop/d spec.template.metadata.annotations[\"traffic.sidecar.istio.io/excludeOutboundPorts\"]",
            "IST0135 Info Deployment shop/d spec.template.metadata.annotations[\"sidecar.istio.io/inject\"]",
        ],
        Analyzed.InShop(
            "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop, annotations: {networking.istio.io/exprotTo: \".\", proxy.istio.io/config: \"{}\", notistio.io/x: z}}\nspec: {ports: [{name: http, port: 80}]}\n"
            + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: shop}\nspec: {template: {metadata: {labels: {app: d}, annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: ninety, sidecar.istio.io/inject: \"true\"}}}}\n"));

    [Fact]
    public void An_object_may_ask_not_to_be_spoken_of()
    {
        var policy = Policy("selector: {matchLabels: {app: cat}}");

        Assert.Empty(Analyzed.InShop(policy.Replace("{name: p, ", "{name: p, annotations: {galley.istio.io/analyze-suppress: \"IST0001,IST0127\"}, ", StringComparison.Ordinal)));
        Assert.Single(Analyzed.InShop(policy.Replace("{name: p, ", "{name: p, annotations: {galley.istio.io/analyze-suppress: \"IST0001, IST0127\"}, ", StringComparison.Ordinal)));
    }

    private static string Policy(string spec) => $"---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: shop}}\nspec: {{{spec}}}\n";
}
