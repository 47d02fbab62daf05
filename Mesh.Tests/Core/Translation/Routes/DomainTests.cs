namespace Mesh.Tests.Core.Translation.Routes;

public sealed class DomainTests
{
    [Fact]
    public void A_shortcut_gives_way_to_the_full_name_of_another_service()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + ServiceEntry("till.shop"));

        var hosts = RouteFixture.Routes(mesh.Sidecar("office"), "80").VirtualHosts;

        Assert.Equal(["till.shop", "till.shop."], hosts.Single(x => x.Name == "till.shop:80").Domains);
        Assert.DoesNotContain("till.shop", hosts.Single(x => x.Name == "till.shop.svc.cluster.local:80").Domains);
    }

    [Fact]
    public void No_domain_stands_twice_in_a_route_configuration()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + RouteFixture.Service("till", 80, "office") + ServiceEntry("till") + """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: both, namespace: shop}
            spec: {hosts: [till.shop, till.office.svc], http: [{route: [{destination: {host: till}}]}]}
            """);

        var domains = RouteFixture.Routes(mesh.Sidecar(), "80").VirtualHosts.SelectMany(x => x.Domains).ToList();

        Assert.Equal(domains.Distinct().Order(), domains.Order());
    }

    [Fact]
    public void Names_that_stand_for_each_other_in_a_circle_stand_for_nothing()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Alias("a", "b.shop.svc.cluster.local") + Alias("b", "a.shop.svc.cluster.local")
            + Alias("c", "till.shop.svc.cluster.local") + Alias("d", "c.shop.svc.cluster.local"));

        var host = RouteFixture.Routes(mesh.Sidecar(), "80").VirtualHosts.Single(x => x.Name.StartsWith("till", StringComparison.Ordinal));

        Assert.Contains("c.shop.svc.cluster.local", host.Domains);
        Assert.Contains("d.shop.svc.cluster.local", host.Domains);
        Assert.DoesNotContain("a.shop.svc.cluster.local", host.Domains);
    }

    [Fact]
    public void A_destination_that_is_an_alias_leads_to_what_it_stands_for()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + RouteFixture.Service("desk", 80) + Alias("c", "till.shop.svc.cluster.local") + """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: desk, namespace: shop}
            spec: {hosts: [desk], http: [{route: [{destination: {host: c}}]}]}
            """);

        var host = RouteFixture.Routes(mesh.Sidecar(), "80").VirtualHosts.Single(x => x.Name.StartsWith("desk", StringComparison.Ordinal));

        Assert.Equal("outbound|80||till.shop.svc.cluster.local", host.Routes[0].Route_.Cluster);
    }

    [Fact]
    public void A_gRPC_client_without_a_proxy_asks_for_one_service_and_finds_it_by_its_port()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 7070, portName: "grpc"));

        var routes = RouteFixture.Routes(mesh.Sidecar(metadata: """{"GENERATOR": "grpc"}"""), "outbound|7070||till.shop.svc.cluster.local");

        var host = Assert.Single(routes.VirtualHosts);
        Assert.Contains("till.shop.svc.cluster.local:7070", host.Domains);
    }

    private static string ServiceEntry(string host) => $$$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: entry, namespace: shop}
        spec: {hosts: [{{{host}}}], ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC}
        ---

        """;

    private static string Alias(string name, string target) => $$$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{{name}}}, namespace: shop}
        spec: {type: ExternalName, externalName: {{{target}}}, ports: [{name: http, port: 80}]}
        ---

        """;
}
