using Envoy.Config.Listener.V3;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Xds;
using Mesh.Tests.Core.Translation.Routes;

namespace Mesh.Tests.Core.Translation.Listeners;

public sealed class InboundListenerTests
{
    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata: {name: till, namespace: shop}
        spec: {clusterIP: 10.96.0.9, selector: {app: till}, ports: [{name: http, port: 80, targetPort: 8080}]}
        ---

        """;

    [Theory]
    [InlineData("STRICT", "tls")]
    [InlineData("PERMISSIVE", "raw_buffer tls")]
    [InlineData("DISABLE", "raw_buffer")]
    public void A_port_takes_what_its_mode_allows(string mode, string transports)
    {
        var mesh = new RouteFixture(Service + Policy("all", $"mtls: {{mode: {mode}}}"));

        var chains = Inbound(mesh).FilterChains.Where(x => x.FilterChainMatch.DestinationPort == 8080);

        Assert.Equal(transports, string.Join(' ', chains.Select(x => x.FilterChainMatch.TransportProtocol).Order()));
    }

    [Fact]
    public void A_port_that_nobody_declares_still_obeys_a_mode_of_its_own()
    {
        var mesh = new RouteFixture(Service + Policy("one", "selector: {matchLabels: {app: till}}, portLevelMtls: {9999: {mode: STRICT}}"));

        var chains = Inbound(mesh).FilterChains.Where(x => x.FilterChainMatch.DestinationPort == 9999).ToList();

        Assert.Equal(2, chains.Count);
        Assert.All(chains, x => Assert.NotNull(x.TransportSocket));
    }

    [Fact]
    public void A_pod_without_interception_gets_no_inbound_listener()
    {
        var mesh = new RouteFixture(Service);

        var listeners = ListenerTranslator.Translate(mesh.Sidecar(metadata: """{"LABELS": {"app": "till"}, "INTERCEPTION_MODE": "NONE"}"""));

        Assert.Equal(["127.0.0.1_80"], listeners.Select(x => x.Name));
    }

    [Fact]
    public void The_refusal_of_a_listener_can_name_the_policies_in_it()
    {
        var mesh = new RouteFixture(Service + Policy("all", "mtls: {mode: STRICT}"));

        var inbound = Translated(mesh);

        Assert.Contains(inbound.Origins, x => x.Name == "all");
    }

    private static Translated Translated(RouteFixture mesh) =>
        ListenerTranslator.Translate(mesh.Sidecar(labels: """{"app": "till"}""")).Single(x => x.Name == XdsName.VirtualInbound);

    private static Listener Inbound(RouteFixture mesh) => (Listener)Translated(mesh).Message;

    private static string Policy(string name, string spec) => $$"""
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: {{name}}, namespace: shop}
        spec: { {{spec}} }
        """;
}
