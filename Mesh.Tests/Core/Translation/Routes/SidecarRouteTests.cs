namespace Mesh.Tests.Core.Translation.Routes;

public sealed class SidecarRouteTests
{
    private const string Alias = """
        apiVersion: v1
        kind: Service
        metadata: {name: till-too, namespace: annex}
        spec: {type: ExternalName, externalName: till.shop.svc.cluster.local, ports: [{name: http, port: 80}]}
        ---

        """;

    [Theory]
    [InlineData("./till.shop.svc.cluster.local", false)]
    [InlineData("./till.shop.svc.cluster.local, ./till-too.annex.svc.cluster.local", true)]
    [InlineData("./*", true)]
    public void A_further_name_of_a_service_must_be_imported_too(string hosts, bool imported)
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Alias + Sidecar(hosts));

        var host = RouteFixture.Routes(mesh.Sidecar(), "80").VirtualHosts.Single(x => x.Name == "till.shop.svc.cluster.local:80");

        Assert.Equal(imported, host.Domains.Contains("till-too.annex.svc.cluster.local"));
    }

    [Fact]
    public void A_listener_for_proxy_requests_serves_every_port()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + RouteFixture.Service("desk", 8080)
            + Sidecar("./*").Replace("egress: [{", "egress: [{port: {number: 3128, name: proxy, protocol: HTTP_PROXY}, "));

        var hosts = RouteFixture.Routes(mesh.Sidecar(), "3128").VirtualHosts;

        Assert.Equal(["desk.shop.svc.cluster.local:8080", "till.shop.svc.cluster.local:80", "allow_any"], hosts.Select(x => x.Name));
        Assert.Contains("desk.shop:8080", hosts[0].Domains);
    }

    [Fact]
    public void A_policy_without_a_mode_blocks_what_is_unknown()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Sidecar("./*").Replace("egress:", "outboundTrafficPolicy: {}, egress:"));

        var hosts = RouteFixture.Routes(mesh.Sidecar(), "80").VirtualHosts;

        Assert.Equal("block_all", hosts[^1].Name);
        Assert.Equal(502u, hosts[^1].Routes[0].DirectResponse.Status);
    }

    private static string Sidecar(string hosts) => $$"""
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: all, namespace: shop}
        spec: {egress: [{hosts: [{{hosts}}]}]}
        """;
}
