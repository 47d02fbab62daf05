using Mesh.Core.Model.Gateways;
using Mesh.Tests.Core.Translation.Routes;

namespace Mesh.Tests.Core.Translation.Gateways;

public sealed class MergedGatewaysTests
{
    [Fact]
    public void Plain_HTTP_servers_of_a_port_merge()
    {
        var merged = Merge(Gateway("a", 1, Server(80, "HTTP", "a.test")) + Gateway("b", 2, Server(80, "HTTP", "b.test")));

        Assert.Equal(["shop/a", "shop/b"], merged.ServersOfRoute("http.80").Select(x => x.GatewayName));
        Assert.Empty(merged.Rejections);
    }

    [Fact]
    public void A_server_of_another_protocol_loses_a_taken_port_and_it_is_said_why()
    {
        var merged = Merge(Gateway("a", 1, Server(80, "HTTP", "a.test")) + Gateway("b", 2, Server(80, "TCP", "*")));

        Assert.Single(Assert.Single(merged.Ports).Servers);
        Assert.Contains("port 80 is taken", Assert.Single(merged.Rejections));
    }

    [Fact]
    public void A_host_is_served_with_one_certificate_a_port()
    {
        const string tls = ", tls: {mode: SIMPLE, credentialName: c}";

        var merged = Merge(Gateway("a", 1, Server(443, "HTTPS", "a.test", tls)) + Gateway("b", 2, Server(443, "HTTPS", "a.test", tls)));

        Assert.Equal(["shop/a"], merged.Ports.SelectMany(x => x.Servers).Select(x => x.GatewayName));
        Assert.Contains("a.test", Assert.Single(merged.Rejections));
    }

    [Fact]
    public void A_port_is_translated_by_the_Service_of_the_router()
    {
        var service = """
            apiVersion: v1
            kind: Service
            metadata: {name: door, namespace: shop}
            spec: {clusterIP: 10.96.0.9, selector: {app: door}, ports: [{name: http, port: 80, targetPort: 8080}]}
            ---

            """;

        var merged = Merge(service + Gateway("a", 1, Server(80, "HTTP", "a.test")));

        Assert.Equal(["http.8080"], merged.RouteNames);
        Assert.Equal(8080, Assert.Single(merged.Ports).Number);
    }

    [Fact]
    public void A_Gateway_without_a_selector_is_every_router_s()
    {
        var merged = Merge(Gateway("a", 1, Server(80, "HTTP", "a.test")).Replace("selector: {app: door}, ", ""));

        Assert.Single(merged.Ports);
    }

    private static MergedGateways Merge(string yaml) => new RouteFixture(yaml).Router(labels: """{"app": "door"}""").Gateways;

    private static string Server(int port, string protocol, string host, string more = "") =>
        $"{{port: {{number: {port}, name: p-{port}, protocol: {protocol}}}, hosts: [\"{host}\"]{more}}}";

    private static string Gateway(string name, int second, string server) => $$"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: {{name}}, namespace: shop, creationTimestamp: "2026-01-01T00:00:0{{second}}Z"}
        spec: {selector: {app: door}, servers: [{{server}}]}
        ---

        """;
}
