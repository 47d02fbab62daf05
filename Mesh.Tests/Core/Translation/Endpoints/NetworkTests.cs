using Envoy.Config.Endpoint.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Tests.Core.Translation.Clusters;
using static Mesh.Tests.Core.Translation.Clusters.ClusterFixture;

namespace Mesh.Tests.Core.Translation.Endpoints;

public sealed class NetworkTests
{
    private const string Till = "outbound|80||till.shop.svc.cluster.local";

    [Fact]
    public void An_address_tells_the_network_where_no_label_does()
    {
        var mesh = Mesh("{here: {endpoints: [{fromCidr: 10.0.1.0/24}], gateways: [{address: 203.0.113.1, port: 443}]}, there: {endpoints: [{fromCidr: 10.0.2.0/24}], gateways: [{address: 203.0.113.2, port: 15443}]}}");

        Assert.Equal(["10.0.1.1:8080", "203.0.113.2:15443"], Seen(mesh, "here"));
        Assert.Equal(["10.0.2.1:8080", "203.0.113.1:443"], Seen(mesh, "there"));
    }

    [Fact]
    public void A_proxy_of_no_network_and_endpoints_of_none_are_reached_directly()
    {
        var mesh = Mesh("{there: {endpoints: [{fromCidr: 10.0.2.0/24}], gateways: [{address: 203.0.113.2, port: 15443}]}}");

        Assert.Equal(["10.0.1.1:8080", "10.0.2.1:8080"], Seen(mesh, ""));
        Assert.Equal(["10.0.1.1:8080", "203.0.113.2:15443"], Seen(mesh, "here"));
    }

    [Fact]
    public void A_registry_s_network_has_the_gateways_that_name_its_services()
    {
        var mesh = Mesh("{there: {endpoints: [{fromRegistry: Kubernetes}], gateways: [{registryServiceName: door.shop.svc.cluster.local, port: 443}]}}", """
            apiVersion: v1
            kind: Service
            metadata: {name: door, namespace: shop}
            spec: {type: LoadBalancer, clusterIP: 10.96.0.9, ports: [{name: tls, port: 443}]}
            status: {loadBalancer: {ingress: [{ip: 203.0.113.7}, {hostname: door.example}]} }
            ---

            """);

        Assert.Equal(["203.0.113.7:443"], Seen(mesh, "here"));
        Assert.Equal(["10.0.1.1:8080", "10.0.2.1:8080"], Seen(mesh, "there"));
    }

    [Fact]
    public void A_gateway_may_be_a_port_of_the_nodes()
    {
        var mesh = Mesh("{there: {endpoints: [{fromCidr: 10.0.2.0/24}]}}", """
            apiVersion: v1
            kind: Service
            metadata: {name: door, namespace: shop, labels: {topology.istio.io/network: there}, annotations: {traffic.istio.io/nodeSelector: '{"door": "yes"}'} }
            spec: {type: NodePort, clusterIP: 10.96.0.9, ports: [{name: tls, port: 15443, nodePort: 31443}]}
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: one, labels: {door: "yes"} }
            status: {addresses: [{type: InternalIP, address: 172.18.0.1}, {type: ExternalIP, address: 203.0.113.8}]}
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: two}
            status: {addresses: [{type: ExternalIP, address: 203.0.113.9}]}
            ---

            """);

        Assert.Equal(["10.0.1.1:8080", "203.0.113.8:31443"], Seen(mesh, "here"));
    }

    [Fact]
    public void Gateways_of_the_endpoint_s_own_cluster_come_before_others_of_its_network()
    {
        var mesh = Mesh("{there: {endpoints: [{fromCidr: 10.0.2.0/24}], gateways: [{address: 203.0.113.2, port: 15443}]}}", """
            apiVersion: v1
            kind: Service
            metadata: {name: door, namespace: shop, labels: {topology.istio.io/network: there} }
            spec: {type: LoadBalancer, clusterIP: 10.96.0.9, externalIPs: [203.0.113.5, 203.0.113.6], ports: [{name: tls, port: 15443}]}
            ---

            """);

        var all = Assignment(Sidecar(mesh, "here"), Till).Endpoints.Single();

        Assert.Equal(["10.0.1.1:8080", "203.0.113.5:15443", "203.0.113.6:15443"], Addresses(all));
        // Two of the cluster, three of the network: six is the least that both divide.
        Assert.Equal([6u, 3u, 3u], all.LbEndpoints.Select(x => x.LoadBalancingWeight!.Value));
    }

    [Fact]
    public void A_change_of_other_services_leaves_assignments_alone()
    {
        var mesh = Mesh("{there: {endpoints: [{fromCidr: 10.0.2.0/24}], gateways: [{address: 203.0.113.2, port: 15443}]}}");
        var before = Assignment(Sidecar(mesh, "here"), Till);

        mesh.Apply(Service("other", ["10.0.3.1"]));

        Assert.Same(before, Assignment(Sidecar(mesh, "here"), Till));
    }

    [Fact]
    public void A_ConfigMap_holds_the_networks_beside_the_settings()
    {
        const string text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  meshNetworks: |\n    networks:\n      a: {endpoints: [{fromCidr: 10.0.0.0/8}]}\n";
        var state = new MeshConfigState();

        state.SetConfigMap((ConfigObject<ConfigMapObject>)ConfigReader.Read("m.yaml", text).Single().Object!);
        state.SetFile("trustDomain: a\n");
        state.SetConfigMap((ConfigObject<ConfigMapObject>)ConfigReader.Read("m.yaml", text.Replace("10.0.0.0/8", "ten")).Single().Object!);

        Assert.Equal("a", state.Current.TrustDomain);
        Assert.Equal("10.0.0.0/8", state.Current.Networks?.Networks?["a"].Endpoints?[0].FromCidr);
        Assert.Equal("data.meshNetworks.networks.a.endpoints[0].fromCidr", Assert.Single(state.Errors).Field);
    }

    private static ClusterFixture Mesh(string networks, string more = "") => new(
        Tills() + more,
        new MeshConfig { Networks = MeshNetworksReader.Read($"networks: {networks}").Value });

    /// <summary>Two endpoints that speak mutual TLS.</summary>
    private static string Tills() => Service("till", ["10.0.1.1", "10.0.2.1"]) + string.Join("", new[] { "10.0.1.1", "10.0.2.1" }.Select((x, i) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: till-{{i}}, namespace: shop, labels: {app: till, security.istio.io/tlsMode: istio} }
        status: {podIP: {{x}} }
        ---

        """));

    private static ProxyContext Sidecar(ClusterFixture mesh, string network)
    {
        var context = mesh.Sidecar();
        return new(context.Model, context.Proxy with { Network = network }, context.Memo);
    }

    private static IEnumerable<string> Seen(ClusterFixture mesh, string network) => Assignment(Sidecar(mesh, network), Till).Endpoints.SelectMany(Addresses);

    private static IEnumerable<string> Addresses(LocalityLbEndpoints locality) =>
        locality.LbEndpoints.Select(x => $"{x.Endpoint.Address.SocketAddress.Address}:{x.Endpoint.Address.SocketAddress.PortValue}");
}
