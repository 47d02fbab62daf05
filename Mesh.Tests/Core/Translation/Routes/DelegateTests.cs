namespace Mesh.Tests.Core.Translation.Routes;

public sealed class DelegateTests
{
    private const string Root = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: root, namespace: shop}
        spec:
          hosts: [till]
          http:
          - {name: sub, match: [{uri: {prefix: /sub}}], delegate: {name: sub, namespace: annex}}
          - {name: rest, route: [{destination: {host: till}}]}
        ---

        """;

    [Fact]
    public void A_delegate_that_is_not_exported_to_the_root_is_left_out()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Root + Delegate("exportTo: [.],"));

        var routes = RouteFixture.Routes(mesh.Sidecar(), "80").VirtualHosts[0].Routes;

        Assert.Equal(["rest"], routes.Select(x => x.Name));
    }

    [Fact]
    public void A_delegate_sends_to_the_short_names_of_its_own_namespace()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Root + Delegate(""));

        var routes = RouteFixture.Routes(mesh.Sidecar(), "80").VirtualHosts[0].Routes;

        Assert.Equal(["sub-own", "rest"], routes.Select(x => x.Name));
        Assert.Equal("outbound|80||desk.annex.svc.cluster.local", routes[0].Route_.Cluster);
    }

    [Fact]
    public void A_changed_delegate_changes_the_routes_of_its_root()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Root + Delegate(""));
        var before = RouteFixture.Routes(mesh.Sidecar(), "80");

        mesh.Apply(Delegate("").Replace("desk", "counter"));

        var after = RouteFixture.Routes(mesh.Sidecar(), "80");
        Assert.Equal("outbound|80||desk.annex.svc.cluster.local", before.VirtualHosts[0].Routes[0].Route_.Cluster);
        Assert.Equal("outbound|80||counter.annex.svc.cluster.local", after.VirtualHosts[0].Routes[0].Route_.Cluster);
    }

    [Fact]
    public void A_refused_route_names_the_delegate_too()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Root + Delegate(""));

        var origins = Mesh.Core.Translation.Routes.RouteTranslator.Translate(mesh.Sidecar(), "80")!.Origins;

        Assert.Contains("VirtualService shop/root", origins.Select(x => x.ToString()));
        Assert.Contains("VirtualService annex/sub", origins.Select(x => x.ToString()));
    }

    [Theory]
    [InlineData("{uri: {prefix: /sub/a}}", true)]
    [InlineData("{uri: {exact: /sub}}", true)]
    [InlineData("{uri: {prefix: /su}}", false)]
    [InlineData("{uri: {regex: '/sub/.*'}}", false)]
    [InlineData("{uri: {prefix: /sub/a}, ignoreUriCase: true}", false)]
    [InlineData("{headers: {x: {exact: yes-it-is}}}", true)]
    public void A_delegates_match_must_lie_inside_the_roots(string match, bool kept)
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Root + Delegate("").Replace("name: own,", $"name: own, match: [{match}],"));

        var routes = RouteFixture.Routes(mesh.Sidecar(), "80").VirtualHosts[0].Routes;

        Assert.Equal(kept ? ["sub-own", "rest"] : ["rest"], routes.Select(x => x.Name));
    }

    private static string Delegate(string exportTo) => $$$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: sub, namespace: annex}
        spec: { {{{exportTo}}} http: [{name: own, route: [{destination: {host: desk}}]}]}
        """;
}
