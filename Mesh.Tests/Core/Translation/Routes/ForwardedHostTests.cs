using Mesh.Core.Config;

namespace Mesh.Tests.Core.Translation.Routes;

public sealed class ForwardedHostTests
{
    private const string Rewrite = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: till, namespace: shop}
        spec: {hosts: [till], http: [{match: [{uri: {exact: /a}}], rewrite: {authority: other.test}, route: [{destination: {host: till}}]}, {route: [{destination: {host: till}}]}]}
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_host_that_is_replaced_is_told_on_where_the_proxy_is_told_so(bool enabled)
    {
        var mesh = new MeshConfig { DefaultConfig = new() { ProxyHeaders = new() { XForwardedHost = new() { Enabled = enabled } } } };

        var routes = RouteFixture.Routes(new RouteFixture(RouteFixture.Service("till", 80) + Rewrite, mesh).Sidecar(), "80").VirtualHosts.First(x => x.Name.StartsWith("till", StringComparison.Ordinal)).Routes;

        Assert.Equal([enabled, false], routes.Select(x => x.Route_.AppendXForwardedHost));
    }
}
