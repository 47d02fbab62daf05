using Envoy.Config.Listener.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Mesh.Core.Translation.Listeners;
using Mesh.Tests.Core.Translation.Routes;
using Manager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace Mesh.Tests.Core.Translation.Proxyless;

public sealed class ProxylessServerTests
{
    private const string Prefix = "xds.istio.io/grpc/lds/inbound/";

    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata: {name: till, namespace: shop}
        spec: {clusterIP: 10.96.0.9, selector: {app: till}, ports: [{name: grpc, port: 80, targetPort: 17070}]}
        ---

        """;

    [Theory]
    [InlineData("0.0.0.0:17070", "0.0.0.0")]
    [InlineData("[::]:17070", "::")]
    [InlineData("10.1.0.1:17070", "10.1.0.1")]
    public void A_server_finds_its_listener_by_the_address_that_it_listens_on(string name, string address)
    {
        var listener = Servers("")[Prefix + name];

        Assert.Equal((address, 17070u), (listener.Address.SocketAddress.Address, listener.Address.SocketAddress.PortValue));
        Assert.Empty(listener.ListenerFilters);
    }

    [Fact]
    public void A_client_that_serves_nothing_has_none()
    {
        Assert.Empty(Servers("", labels: "{}"));
    }

    [Theory]
    [InlineData("STRICT", true)]
    [InlineData("PERMISSIVE", false)]
    [InlineData("DISABLE", false)]
    public void Only_STRICT_asks_for_a_certificate_since_gRPC_cannot_tell_TLS_from_plain_text(string mode, bool asks)
    {
        var chain = Servers(Policy(mode))[Prefix + "0.0.0.0:17070"].FilterChains.Single();

        Assert.Equal(asks, chain.TransportSocket?.TypedConfig.Unpack<DownstreamTlsContext>().RequireClientCertificate == true);
        if (asks) Assert.Equal("ROOTCA", chain.TransportSocket!.TypedConfig.Unpack<DownstreamTlsContext>().CommonTlsContext.CombinedValidationContext.DefaultValidationContext.CaCertificateProviderInstance.CertificateName);
    }

    [Fact]
    public void Rules_come_before_the_router_and_calls_end_there()
    {
        var manager = Servers("""
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: only, namespace: shop}
            spec: {rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]} }] }]}
            """)[Prefix + "0.0.0.0:17070"].FilterChains.Single().Filters.Single().TypedConfig.Unpack<Manager>();

        Assert.Equal(["envoy.filters.http.rbac", "envoy.filters.http.router"], manager.HttpFilters.Select(x => x.Name));
        Assert.NotNull(manager.RouteConfig.VirtualHosts.Single().Routes.Single().NonForwardingAction);
    }

    private static string Policy(string mode) => $$"""
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: all, namespace: shop}
        spec: {mtls: {mode: {{mode}} } }
        """;

    private static Dictionary<string, Listener> Servers(string yaml, string labels = """{"app": "till"}""")
    {
        var context = new RouteFixture(Service + yaml).Sidecar(metadata: $$"""{"GENERATOR": "grpc", "LABELS": {{labels}}}""");
        return ListenerTranslator.Translate(context).Where(x => x.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(x => x.Name, x => (Listener)x.Message);
    }
}
