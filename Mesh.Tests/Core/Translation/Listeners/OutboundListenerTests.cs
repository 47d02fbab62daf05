using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Listeners;
using Mesh.Tests.Core.Translation.Routes;

namespace Mesh.Tests.Core.Translation.Listeners;

public sealed class OutboundListenerTests
{
    private const string Headless = """
        apiVersion: v1
        kind: Service
        metadata: {name: ledger, namespace: shop}
        spec: {clusterIP: None, selector: {app: ledger}, ports: [{name: tcp, port: 7300}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: ledger-1, namespace: shop, labels: {kubernetes.io/service-name: ledger}}
        addressType: IPv4
        ports: [{name: tcp, port: 7300}]
        endpoints: [{addresses: [10.1.0.1]}, {addresses: [10.1.0.2]}]
        ---

        """;

    [Fact]
    public void HTTP_services_of_a_port_share_one_listener()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 8080) + RouteFixture.Service("stock", 8080));

        var listeners = All(mesh.Sidecar());

        Assert.Equal(["0.0.0.0_8080", "virtualInbound", "virtualOutbound"], listeners.Select(x => x.Name).Order());
    }

    [Fact]
    public void Two_proxies_of_different_workloads_share_their_outbound_listeners()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 8080) + RouteFixture.Service("rows", 3306, portName: "tcp"));

        var one = Translated(mesh.Sidecar(labels: """{"app": "a"}"""));
        var other = Translated(mesh.Sidecar(labels: """{"app": "b"}"""));

        Assert.All(one, x => Assert.Same(x, other.Single(y => y.Name == x.Name)));
    }

    [Fact]
    public void A_new_service_leaves_the_listeners_of_others_as_they_are()
    {
        var mesh = new RouteFixture(RouteFixture.Service("rows", 3306, portName: "tcp"));
        var before = Translated(mesh.Sidecar());

        mesh.Apply(RouteFixture.Service("cache", 6379, portName: "tcp"));
        var after = Translated(mesh.Sidecar());

        Assert.Equal(before.Count + 1, after.Count);
        Assert.All(before, x => Assert.Same(x, after.Single(y => y.Name == x.Name)));
    }

    [Fact]
    public void A_pod_of_a_headless_service_listens_for_the_others_but_not_for_itself()
    {
        var mesh = new RouteFixture(Headless);
        var own = mesh.Sidecar(labels: """{"app": "ledger"}""");
        var client = mesh.Sidecar(labels: """{"app": "client"}""");

        var ofPod = All(own).Select(x => x.Name).ToList();
        var ofClient = All(client).Select(x => x.Name).ToList();

        Assert.DoesNotContain("10.1.0.1_7300", ofPod);
        Assert.Contains("10.1.0.2_7300", ofPod);
        Assert.Contains("10.1.0.2_7300", ofClient);
        Assert.Equal(OwnFacts.Addresses, own.Used);
    }

    [Fact]
    public void Of_two_TCP_services_without_addresses_the_older_keeps_the_port()
    {
        var mesh = new RouteFixture(External("late", 2) + External("early", 1));

        var chain = Assert.Single(All(mesh.Sidecar()).Single(x => x.Name == "0.0.0.0_9000").FilterChains);

        Assert.Equal("outbound|9000||early.test", chain.Filters.Single().TypedConfig.Unpack<TcpProxy>().Cluster);
    }

    [Fact]
    public void What_a_Sidecar_binds_by_itself_is_not_sniffed()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 8080) + """
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: all, namespace: shop}
            spec: {egress: [{port: {number: 8080, protocol: HTTP, name: http}, bind: 127.0.0.1, captureMode: NONE, hosts: ["./*"]}]}
            """);

        var listener = All(mesh.Sidecar()).Single(x => x.Name == "127.0.0.1_8080");

        Assert.Empty(listener.ListenerFilters);
        Assert.Null(listener.DefaultFilterChain);
        Assert.Null(Assert.Single(listener.FilterChains).FilterChainMatch);
    }

    private static string External(string name, int second) => $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: {{name}}, namespace: shop, creationTimestamp: "2026-01-01T00:00:0{{second}}Z"}
        spec: {hosts: [{{name}}.test], ports: [{number: 9000, name: tcp, protocol: TCP}], resolution: DNS}
        ---

        """;

    private static IReadOnlyList<Translated> Translated(ProxyContext context) => [.. ListenerTranslator.Translate(context)];

    private static IReadOnlyList<Listener> All(ProxyContext context) => [.. Translated(context).Select(x => (Listener)x.Message)];
}
