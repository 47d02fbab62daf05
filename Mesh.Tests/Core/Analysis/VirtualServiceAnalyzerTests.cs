namespace Mesh.Tests.Core.Analysis;

public sealed class VirtualServiceAnalyzerTests
{
    private const string Head = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: vs, namespace: shop}\nspec:\n  hosts: [cart]\n";

    [Fact]
    public void What_fits_together_is_not_spoken_of() => Assert.Empty(Analyzed.InShop(Routes("{destination: {host: cart, port: {number: 80}}}")));

    [Theory]
    [InlineData("cat", "did you mean cart.shop.svc.cluster.local?")]
    [InlineData("cart.shop", "did you mean cart.shop.svc.cluster.local?")]
    [InlineData("cart.shoop.svc.cluster.local", "did you mean cart.shop.svc.cluster.local?")]
    [InlineData("api.example.com", "define it by a ServiceEntry")]
    public void A_destination_that_does_not_exist_is_an_error(string host, string cure)
    {
        var finding = Assert.Single(Analyzed.Files(Analyzed.Shop + Routes($"{{destination: {{host: {host}}}}}")));

        Assert.Equal("IST0101 Error VirtualService shop/vs spec.http[0].route[0].destination.host", Assert.Single(Analyzed.Words([finding])));
        Assert.Contains(cure, finding.Cure);
    }

    [Fact]
    public void Without_a_Service_among_the_files_nobody_can_tell() => Assert.Empty(Analyzed.Words(Analyzed.Files(Routes("{destination: {host: cat}}"))));

    [Fact]
    public void A_running_mesh_knows_all_hosts() =>
        Assert.Equal(["AM0102 Warning VirtualService shop/vs spec.hosts[0]", "IST0101 Error VirtualService shop/vs spec.http[0].route[0].destination.host"], Analyzed.Words(Analyzed.Mesh(Routes("{destination: {host: cat}}"))));

    [Fact]
    public void A_port_that_the_service_does_not_have_is_an_error() =>
        Assert.Equal(["IST0101 Error VirtualService shop/vs spec.http[0].route[0].destination.port.number"], Analyzed.InShop(Routes("{destination: {host: cart, port: {number: 81}}}")));

    [Fact]
    public void Of_several_ports_one_must_be_named()
    {
        const string till = "---\napiVersion: v1\nkind: Service\nmetadata: {name: till, namespace: shop}\nspec: {ports: [{name: http, port: 80}, {name: grpc, port: 81}]}\n";

        Assert.Equal(["IST0112 Error VirtualService shop/vs spec.http[0].route[0].destination"], Analyzed.InShop(Routes("{destination: {host: till}}") + till));
        Assert.Empty(Analyzed.InShop(Routes("{destination: {host: till, port: {number: 81}}}") + till));
    }

    [Fact]
    public void A_service_that_is_not_exported_to_the_routes_namespace_is_told()
    {
        const string hidden = "---\napiVersion: v1\nkind: Service\nmetadata: {name: till, namespace: bank, annotations: {networking.istio.io/exportTo: \".\"}}\nspec: {ports: [{name: http, port: 80}]}\n";

        Assert.Equal(["AM0106 Warning VirtualService shop/vs spec.http[0].route[0].destination.host"], Analyzed.InShop(Routes("{destination: {host: till.bank.svc.cluster.local}}") + hidden));
    }

    [Fact]
    public void A_wildcard_of_a_ServiceEntry_covers_its_hosts()
    {
        const string entry = "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: out, namespace: shop}\nspec: {hosts: [\"*.example.com\"], ports: [{number: 80, name: http, protocol: HTTP}]}\n";

        Assert.Empty(Analyzed.InShop(Routes("{destination: {host: api.example.com}}") + entry));
    }

    [Fact]
    public void A_gateway_that_does_not_exist_serves_no_host_either() => Assert.Equal(
        ["IST0101 Error VirtualService shop/vs spec.gateways[0]", "IST0132 Warning VirtualService shop/vs spec.gateways[0]"],
        Analyzed.InShop(Routes("{destination: {host: cart}}") + "  gateways: [edge/front]\n"));

    [Fact]
    public void A_gateway_that_is_refused_exists_all_the_same()
    {
        const string broken = "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: front, namespace: edge}\nspec: {servers: {}}\n";

        Assert.Empty(Analyzed.InShop(Routes("{destination: {host: cart}}") + "  gateways: [edge/front]\n" + broken));
    }

    [Fact]
    public void Http_routes_for_a_service_that_speaks_none_are_never_used()
    {
        const string db = "---\napiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {ports: [{name: tcp-db, port: 80}]}\n";

        Assert.Equal(["AM0103 Warning VirtualService shop/vs spec.http"], Analyzed.InShop(Routes("{destination: {host: db}}").Replace("hosts: [cart]", "hosts: [db]") + db));
    }

    [Fact]
    public void Delegates_exist_have_no_hosts_and_are_named_by_somebody()
    {
        static string Vs(string name, string spec) => $"---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: shop}}\nspec: {spec}\n";
        const string to = "route: [{destination: {host: cart}}]";

        var findings = Analyzed.InShop(
            Vs("root", "{hosts: [cart], http: [{match: [{uri: {prefix: /a}}], delegate: {name: gone}}, {match: [{uri: {prefix: /b}}], delegate: {name: own}}, {match: [{uri: {prefix: /c}}], delegate: {name: away}}]}")
            + Vs("own", $"{{hosts: [x.example.com], gateways: [mesh], http: [{{{to}}}]}}")
            + Vs("away", $"{{http: [{{match: [{{uri: {{exact: /z}}}}], {to}}}]}}")
            + Vs("nobody", $"{{http: [{{{to}}}]}}"));

        Assert.Equal(
        [
            "AM0104 Info VirtualService shop/nobody spec",
            "AM0105 Warning VirtualService shop/root spec.http[2].delegate",
            "IST0101 Error VirtualService shop/root spec.http[0].delegate",
            "IST0101 Error VirtualService shop/root spec.http[1].delegate",
        ], findings);
    }

    [Fact]
    public void Of_two_for_one_host_on_sidecars_the_older_wins_and_both_are_told()
    {
        const string second = "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: old, namespace: shop, creationTimestamp: \"1970-01-01T00:00:00Z\"}\nspec: {hosts: [cart.shop.svc.cluster.local], http: [{route: [{destination: {host: cart}}]}]}\n";

        var findings = Analyzed.Files(Analyzed.Shop + Routes("{destination: {host: cart}}") + second);

        Assert.Equal(["IST0109 Error VirtualService shop/old spec.hosts[0]", "IST0109 Error VirtualService shop/vs spec.hosts[0]"], Analyzed.Words(findings));
        Assert.Contains("shop/old is used", findings[0].Message + findings[1].Message);
    }

    [Fact]
    public void On_a_gateway_the_routes_of_two_mix()
    {
        const string edge =
            """
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: edge, namespace: shop}
            spec: {selector: {app: cart}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: one, namespace: shop}
            spec: {hosts: [a.example.com], gateways: [edge], http: [{match: [{uri: {prefix: /a}}], route: [{destination: {host: cart}}]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: two, namespace: shop}
            spec: {hosts: [a.example.com], gateways: [shop/edge], http: [{route: [{destination: {host: cart}}]}]}
            """;

        Assert.Equal(["AM0101 Info VirtualService shop/two spec.hosts[0]"], Analyzed.InShop(edge));
        Assert.Equal(["AM0101 Warning VirtualService shop/two spec.hosts[0]"], Analyzed.InShop(edge.Replace("match: [{uri: {prefix: /a}}], ", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "IST0149 Error VirtualService shop/claims spec.http[0].match[0].headers[\"@request.auth.claims.tier\"]")]
    [InlineData("selector: {matchLabels: {app: other}}", "IST0149 Error VirtualService shop/claims spec.http[0].match[0].headers[\"@request.auth.claims.tier\"]")]
    [InlineData("selector: {matchLabels: {app: cart}}", null)]
    public void Claims_are_known_where_tokens_are_checked(string selector, string? expected)
    {
        var authentication = selector.Length == 0 ? "" : $"---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: jwt, namespace: shop}}\nspec: {{{selector}, jwtRules: [{{issuer: me, jwksUri: \"https://a.example.com\"}}]}}\n";
        const string routes =
            """
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: edge, namespace: shop}
            spec: {selector: {app: cart}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: claims, namespace: shop}
            spec: {hosts: [a.example.com], gateways: [edge], http: [{match: [{headers: {"@request.auth.claims.tier": {exact: gold}}}], route: [{destination: {host: cart}}]}]}

            """;

        Assert.Equal(expected is null ? [] : [expected], Analyzed.InShop(routes + authentication).Where(x => x.Contains("VirtualService", StringComparison.Ordinal)));
    }

    private static string Routes(string route) => $"{Head}  http:\n  - route: [{route}]\n";
}
