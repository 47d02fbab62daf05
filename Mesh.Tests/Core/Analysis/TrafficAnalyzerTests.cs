using Mesh.Core.Config;

namespace Mesh.Tests.Core.Analysis;

/// <summary>DestinationRules, Gateways, ServiceEntries, Services and Sidecars.</summary>
public sealed class TrafficAnalyzerTests
{
    [Fact]
    public void A_subset_that_no_workload_is_in_is_an_error() => Assert.Equal(
        ["IST0173 Error DestinationRule shop/cart spec.subsets[1].labels"],
        Analyzed.InShop(Rule("cart", "host: cart, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]")));

    [Fact]
    public void A_rule_for_no_host_is_a_warning() => Assert.Equal(["IST0174 Warning DestinationRule shop/cat spec.host"], Analyzed.InShop(Rule("cat", "host: cat, trafficPolicy: {loadBalancer: {simple: RANDOM}}")));

    [Fact]
    public void Of_two_rules_that_merge_what_is_ignored_is_told() => Assert.Equal(
        ["AM0201 Warning DestinationRule shop/b spec.subsets[0]", "AM0201 Warning DestinationRule shop/b spec.trafficPolicy"],
        Analyzed.InShop(
            Rule("a", "host: cart, trafficPolicy: {loadBalancer: {simple: RANDOM}}, subsets: [{name: v1, labels: {version: v1}}]")
            + Rule("b", "host: cart.shop.svc.cluster.local, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}, subsets: [{name: v1, labels: {app: cart}}, {name: v9, labels: {app: cart}}]")));

    [Fact]
    public void Rules_that_only_add_subsets_may_be_several() => Assert.Empty(
        Analyzed.InShop(Rule("a", "host: cart, subsets: [{name: v1, labels: {version: v1}}]") + Rule("b", "host: cart, subsets: [{name: all, labels: {app: cart}}]")));

    [Theory]
    [InlineData("STRICT", "DISABLE", "IST0113 Error DestinationRule shop/cart spec.trafficPolicy.tls")]
    [InlineData("STRICT", "ISTIO_MUTUAL", null)]
    [InlineData("DISABLE", "ISTIO_MUTUAL", "IST0113 Error DestinationRule shop/cart spec.trafficPolicy.tls")]
    [InlineData("PERMISSIVE", "DISABLE", null)]
    public void Clients_and_servers_agree_about_mutual_TLS(string server, string client, string? expected)
    {
        var policy = $"---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: default, namespace: shop}}\nspec: {{mtls: {{mode: {server}}}}}\n";

        Assert.Equal(expected is null ? [] : [expected], Analyzed.InShop(Rule("cart", $"host: cart, trafficPolicy: {{tls: {{mode: {client}}}}}") + policy));
    }

    [Fact]
    public void Mutual_TLS_may_be_off_on_one_port() => Assert.Empty(Analyzed.InShop(
        Rule("cart", "host: cart, trafficPolicy: {tls: {mode: DISABLE}}")
        + "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: cart, namespace: shop}\nspec: {selector: {matchLabels: {app: cart}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}\n"));

    [Fact]
    public void A_gateway_nobody_selects_and_nobody_routes_from_is_told() => Assert.Equal(
        ["AM0301 Info Gateway shop/edge spec.servers", "IST0127 Warning Gateway shop/edge spec.selector"],
        Analyzed.InShop(Gateway("edge", "nobody", "{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com]}")));

    [Fact]
    public void A_port_that_the_gateways_Service_does_not_have_is_a_warning() => Assert.Equal(
        ["AM0301 Info Gateway shop/edge spec.servers", "IST0162 Warning Gateway shop/edge spec.servers[0].port.number"],
        Analyzed.InShop(Gateway("edge", "cart", "{port: {number: 8443, name: http, protocol: HTTP}, hosts: [a.example.com]}")));

    [Fact]
    public void Two_gateways_with_one_host_on_one_port_conflict() => Assert.Equal(
        ["IST0145 Error Gateway shop/a spec.servers[0].hosts", "IST0145 Error Gateway shop/b spec.servers[0].hosts"],
        Analyzed.InShop(Gateway("a", "cart", "{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com]}") + Gateway("b", "cart", "{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com, b.example.com]}"))
            .Where(x => !x.StartsWith("AM0301", StringComparison.Ordinal)));

    [Fact]
    public void Of_two_protocols_on_one_port_the_older_wins() => Assert.Equal(
        ["AM0302 Warning Gateway shop/b spec.servers[0].port"],
        Analyzed.InShop(Gateway("a", "cart", "{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com]}") + Gateway("b", "cart", "{port: {number: 80, name: tcp, protocol: TCP}, hosts: [b.example.com]}"))
            .Where(x => !x.StartsWith("AM0301", StringComparison.Ordinal)));

    [Theory]
    [InlineData("{name: other, namespace: shop}", "type: kubernetes.io/tls", "IST0101 Error Gateway shop/edge spec.servers[0].tls.credentialName")]
    [InlineData("{name: cert, namespace: bank}", "type: kubernetes.io/tls", "IST0101 Warning Gateway shop/edge spec.servers[0].tls.credentialName")]
    [InlineData("{name: cert, namespace: shop}", "stringData: {tls.crt: x}", "IST0161 Error Gateway shop/edge spec.servers[0].tls.credentialName")]
    [InlineData("{name: cert, namespace: shop}", "stringData: {tls.crt: x, tls.key: z}", "IST0161 Error Gateway shop/edge spec.servers[0].tls.credentialName")]
    [InlineData("{name: cert, namespace: shop}", "stringData: {tls.crt: \"-----BEGIN CERTIFICATE-----\\nAA==\\n-----END CERTIFICATE-----\", tls.key: \"-----BEGIN EC PRIVATE KEY-----\\nAA==\\n-----END EC PRIVATE KEY-----\"}", null)]
    public void A_credential_is_where_the_gateway_runs_and_whole(string meta, string body, string? expected)
    {
        var secret = $"---\napiVersion: v1\nkind: Secret\nmetadata: {meta}\n{body}\n";
        var gateway = Gateway("edge", "cart", "{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.example.com], tls: {mode: SIMPLE, credentialName: cert}}");

        Assert.Equal(expected is null ? [] : [expected], Analyzed.InShop(gateway + secret).Where(x => x.Contains("tls", StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_TCP_entries_without_addresses_cannot_share_a_port()
    {
        var findings = Analyzed.InShop(Entry("a", "hosts: [a.example.com], resolution: DNS, ports: [{number: 9000, name: tcp, protocol: TCP}]") + Entry("b", "hosts: [b.example.com], resolution: DNS, ports: [{number: 9000, name: tcp, protocol: TCP}]"));

        Assert.Equal(["AM0402 Warning ServiceEntry shop/b spec.ports[0]", "IST0134 Warning ServiceEntry shop/a spec.ports[0].protocol", "IST0134 Warning ServiceEntry shop/b spec.ports[0].protocol"], findings);
    }

    [Fact]
    public void A_host_that_two_objects_define_is_told() => Assert.Equal(
        ["AM0401 Warning ServiceEntry shop/b spec.hosts[0]", "AM0401 Warning ServiceEntry shop/c spec.hosts[0]"],
        Analyzed.InShop(
            Entry("a", "hosts: [a.example.com], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]")
            + Entry("b", "hosts: [a.example.com], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]")
            + Entry("c", "hosts: [cart.shop.svc.cluster.local], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]")));

    [Theory]
    [InlineData("{name: http-web, port: 80}", null)]
    [InlineData("{name: web, port: 80, appProtocol: http}", null)]
    [InlineData("{name: web, port: 80}", "IST0118 Info Service shop/till spec.ports[0].name")]
    [InlineData("{name: web-http, port: 80}", "IST0118 Warning Service shop/till spec.ports[0].name")]
    [InlineData("{name: http8080, port: 80}", "IST0118 Warning Service shop/till spec.ports[0].name")]
    [InlineData("{name: dns, port: 5353, protocol: UDP}", null)]
    public void A_port_says_its_protocol(string port, string? expected) => Assert.Equal(
        expected is null ? [] : [expected],
        Analyzed.InShop($"apiVersion: v1\nkind: Service\nmetadata: {{name: till, namespace: shop}}\nspec: {{ports: [{port}]}}\n"));

    [Fact]
    public void An_ExternalName_service_is_told_by_a_name() => Assert.Equal(
        ["IST0150 Warning Service shop/out spec.ports[0].name"],
        Analyzed.InShop("apiVersion: v1\nkind: Service\nmetadata: {name: out, namespace: shop}\nspec: {type: ExternalName, externalName: a.example.com, ports: [{name: tcp, port: 80}]}\n"));

    [Fact]
    public void Services_of_one_workload_agree_about_its_ports() => Assert.Equal(
        ["IST0116 Warning Service shop/cart spec.ports", "IST0137 Warning Service shop/cart spec.ports"],
        Analyzed.InShop(
            "apiVersion: v1\nkind: Service\nmetadata: {name: cart-tcp, namespace: shop}\nspec: {selector: {app: cart}, ports: [{name: tcp-web, port: 80, targetPort: 9090}]}\n---\n"
            + "apiVersion: v1\nkind: Service\nmetadata: {name: cart-two, namespace: shop}\nspec: {selector: {app: cart}, ports: [{name: http-web, port: 82, targetPort: 8080}]}\n"));

    [Theory]
    [InlineData("./*", null)]
    [InlineData("istio-system/*", null)]
    [InlineData("shop/cart.shop.svc.cluster.local", null)]
    [InlineData("shop/cat.shop.svc.cluster.local", "AM0501 Warning Sidecar shop/default spec.egress[0].hosts[0]")]
    [InlineData("bank/*", "AM0501 Warning Sidecar shop/default spec.egress[0].hosts[0]")]
    [InlineData("*/api.example.com", "AM0501 Warning Sidecar shop/default spec.egress[0].hosts[0]")]
    public void A_Sidecar_imports_what_is_there(string host, string? expected) => Assert.Equal(
        expected is null ? [] : [expected],
        Analyzed.InShop($"apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: default, namespace: shop}}\nspec: {{egress: [{{hosts: [\"{host}\"]}}]}}\n"));

    [Fact]
    public void Two_Sidecars_of_one_workload_conflict()
    {
        static string Sidecar(string name, string labels) => $"---\napiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{workloadSelector: {{labels: {labels}}}, egress: [{{hosts: [\"./*\"]}}]}}\n";

        Assert.Equal(
            ["IST0110 Error Sidecar shop/a spec.workloadSelector", "IST0110 Error Sidecar shop/b spec.workloadSelector"],
            Analyzed.InShop(Sidecar("a", "{app: cart}") + Sidecar("b", "{version: v1}")));
    }

    [Fact]
    public void An_exportTo_of_no_namespace_is_told() => Assert.Equal(["IST0101 Warning DestinationRule shop/cart spec.exportTo[0]"], Analyzed.InShop(Rule("cart", "host: cart, exportTo: [shoop], trafficPolicy: {loadBalancer: {simple: RANDOM}}")));

    [Fact]
    public void A_providers_name_is_in_the_MeshConfig() => Assert.Equal(
        ["IST0101 Warning Telemetry shop/t spec.tracing[0].providers[0].name"],
        Analyzed.InShop("apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: t, namespace: shop}\nspec: {tracing: [{providers: [{name: zipkn}]}]}\n", MeshConfig.Default));

    private static string Rule(string name, string spec) => $"---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{{spec}}}\n";

    private static string Gateway(string name, string app, string server) => $"---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{selector: {{app: {app}}}, servers: [{server}]}}\n";

    private static string Entry(string name, string spec) => $"---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{{spec}}}\n";
}
