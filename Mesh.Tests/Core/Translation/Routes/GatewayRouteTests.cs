using Envoy.Config.Route.V3;

namespace Mesh.Tests.Core.Translation.Routes;

public sealed class GatewayRouteTests
{
    private const string Gateway = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: door, namespace: shop}
        spec:
          selector: {app: door}
          servers:
          - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.shop.test"], tls: {httpsRedirect: REDIRECT}}
          - {port: {number: 8080, name: plain, protocol: HTTP}, hosts: ["./*.shop.test", "office/*"]}
        ---

        """;

    [Fact]
    public void A_redirect_needs_no_VirtualService()
    {
        var mesh = new RouteFixture(Gateway.Replace("REDIRECT", "true"));

        var host = Assert.Single(RouteFixture.Routes(mesh.Router(labels: """{"app": "door"}"""), "http.80").VirtualHosts);

        Assert.Equal(["*.shop.test"], host.Domains);
        Assert.Equal(VirtualHost.Types.TlsRequirementType.All, host.RequireTls);
    }

    [Fact]
    public void Hosts_with_the_same_routes_share_a_virtual_host()
    {
        var mesh = new RouteFixture(Gateway.Replace("REDIRECT", "false") + VirtualService("till", "a.shop.test, b.shop.test"));

        var host = Assert.Single(RouteFixture.Routes(mesh.Router(labels: """{"app": "door"}"""), "http.8080").VirtualHosts);

        Assert.Equal(["a.shop.test", "b.shop.test"], host.Domains);
    }

    [Fact]
    public void A_VirtualService_is_answered_only_at_servers_that_admit_its_namespace()
    {
        var mesh = new RouteFixture(Gateway.Replace("REDIRECT", "false")
            + VirtualService("till", "a.shop.test") + VirtualService("desk", "a.shop.test, desk.test", "office") + VirtualService("spy", "spy.test", "street"));

        var hosts = RouteFixture.Routes(mesh.Router(labels: """{"app": "door"}"""), "http.8080").VirtualHosts;

        Assert.Equal(["a.shop.test:8080", "desk.test:8080"], hosts.Select(x => x.Name));
        Assert.Equal(2, hosts[0].Routes.Count);
    }

    [Fact]
    public void A_route_that_takes_everything_goes_behind_a_younger_one_that_does_not()
    {
        var mesh = new RouteFixture(Gateway.Replace("REDIRECT", "false") + VirtualService("a-all", "a.shop.test")
            + VirtualService("b-part", "a.shop.test").Replace("http: [{", "http: [{match: [{uri: {prefix: /part}}], "));

        var host = Assert.Single(RouteFixture.Routes(mesh.Router(labels: """{"app": "door"}"""), "http.8080").VirtualHosts);

        Assert.Equal(["/part", "/"], host.Routes.Select(x => x.Match.Prefix));
    }

    private static string VirtualService(string name, string hosts, string @namespace = "shop") => $$$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: {{{name}}}, namespace: {{{@namespace}}} }
        spec: {gateways: [shop/door], hosts: [{{{hosts}}}], http: [{route: [{destination: {host: {{{name}}} , port: {number: 80} } }]}]}
        ---

        """;
}
