using Mesh.Core.Config;
using Mesh.Core.Translation.Clusters;
using static Mesh.Tests.Core.Translation.Clusters.ClusterFixture;
using EnvoyCluster = Envoy.Config.Cluster.V3.Cluster;

namespace Mesh.Tests.Core.Translation.Clusters;

public sealed class ClusterTests
{
    private const string Till = "outbound|80||till.shop.svc.cluster.local";

    [Fact]
    public void A_revocation_list_goes_to_the_check_of_the_server()
    {
        var mesh = new ClusterFixture(Service("till", ["10.0.0.1"]) + Rule("till", "tls: {mode: SIMPLE, caCertificates: /ca.pem, caCrl: /crl.pem}"));

        var check = Tls(Cluster(mesh.Sidecar(), Till)).CommonTlsContext.CombinedValidationContext;

        Assert.Equal("/crl.pem", check.DefaultValidationContext.Crl.Filename);
        Assert.Equal("file-root:/ca.pem", check.ValidationContextSdsSecretConfig.Name);
    }

    [Fact]
    public void Locality_weights_are_asked_for_only_when_something_can_fail_over()
    {
        const string failover = "loadBalancer: {localityLbSetting: {failover: [{from: a, to: b}]}}";
        var still = new ClusterFixture(Service("till", ["10.0.0.1"]) + Rule("till", failover));
        var ejecting = new ClusterFixture(Service("till", ["10.0.0.1"]) + Rule("till", failover + ", outlierDetection: {}"));

        Assert.Null(Cluster(still.Sidecar(), Till).CommonLbConfig.LocalityWeightedLbConfig);
        Assert.NotNull(Cluster(ejecting.Sidecar(), Till).CommonLbConfig.LocalityWeightedLbConfig);
    }

    [Fact]
    public void A_subset_of_a_host_that_passes_through_passes_through_as_well()
    {
        var mesh = new ClusterFixture(
            Service("till", ["10.0.0.1"]) + Rule("till", "loadBalancer: {simple: PASSTHROUGH}", ", subsets: [{name: v1, labels: {version: v1}}]"));

        var subset = Cluster(mesh.Sidecar(), "outbound|80|v1|till.shop.svc.cluster.local");

        Assert.Equal(EnvoyCluster.Types.DiscoveryType.OriginalDst, subset.Type);
        Assert.Equal(EnvoyCluster.Types.LbPolicy.ClusterProvided, subset.LbPolicy);
        Assert.Null(subset.EdsClusterConfig);
    }

    [Fact]
    public void A_hash_on_an_original_destination_is_left_out()
    {
        var mesh = new ClusterFixture("""
            apiVersion: v1
            kind: Service
            metadata: {name: till, namespace: shop}
            spec: {clusterIP: None, ports: [{name: http, port: 80}]}
            ---

            """ + Rule("till", "loadBalancer: {consistentHash: {useSourceIp: true}}"));

        var cluster = Cluster(mesh.Sidecar(), Till);

        Assert.Equal(EnvoyCluster.Types.LbPolicy.ClusterProvided, cluster.LbPolicy);
        Assert.Equal(EnvoyCluster.LbConfigOneofCase.None, cluster.LbConfigCase);
    }

    [Fact]
    public void A_ServiceEntry_cannot_take_the_name_of_a_Service()
    {
        const string squatter = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: squatter, namespace: dark, creationTimestamp: '2020-01-01T00:00:00Z'}
            spec:
              hosts: [till.shop.svc.cluster.local]
              ports: [{number: 80, name: http, protocol: HTTP}]
              resolution: STATIC
              location: MESH_INTERNAL
              endpoints: [{address: 6.6.6.6, serviceAccount: thief}]
            ---

            """;
        var mesh = new ClusterFixture(squatter + Service("till", ["10.0.0.1"], ", creationTimestamp: '2024-01-01T00:00:00Z'"));

        var till = AllClusters(mesh.Sidecar())[Till];

        Assert.Equal(["Service shop/till"], till.Origins.Select(x => x.ToString()));
        Assert.Equal(["10.0.0.1"], Addresses(Assignment(mesh.Sidecar(), Till)));
        Assert.DoesNotContain("thief", till.Message.ToString());
    }

    [Fact]
    public void A_cluster_names_the_objects_that_made_it()
    {
        var mesh = new ClusterFixture(Service("till", ["10.0.0.1"]) + Rule("till", "connectionPool: {tcp: {maxConnections: 3}}"));

        var origins = AllClusters(mesh.Sidecar())[Till].Origins;

        Assert.Equal(["Service shop/till", "DestinationRule shop/till"], origins.Select(x => x.ToString()));
    }

    [Theory]
    [InlineData(Till, true)]
    [InlineData("outbound|80|v1|till.shop.svc.cluster.local", true)]
    [InlineData("outbound|80|v9|till.shop.svc.cluster.local", false)]
    [InlineData("outbound|81||till.shop.svc.cluster.local", false)]
    [InlineData("outbound|80||gone.shop.svc.cluster.local", false)]
    [InlineData("outbound|443||api.example", true)]
    [InlineData("inbound|8080||", true)]
    [InlineData("inbound|8081||", false)]
    [InlineData("BlackHoleCluster", true)]
    [InlineData("PassthroughCluster", true)]
    [InlineData("AllowAnyDynamicDNSCluster", false)]
    public void Whether_a_cluster_exists_is_known_by_its_name(string name, bool exists)
    {
        var mesh = new ClusterFixture(Service("till", ["10.0.0.1"]) + Rule("till", "tls: {mode: DISABLE}", ", subsets: [{name: v1, labels: {v: v1}}]") + """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: api, namespace: shop}
            spec: {hosts: [api.example], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DNS}
            """);
        var context = mesh.Sidecar("""{"app": "till"}""");

        Assert.Equal(exists, ClusterNames.Exists(context, name));
        Assert.Equal(exists, AllClusters(context).ContainsKey(name));
    }

    [Fact]
    public void A_router_has_no_passthrough()
    {
        var mesh = new ClusterFixture(Service("till", ["10.0.0.1"]));

        Assert.False(ClusterNames.Exists(mesh.Router(), "PassthroughCluster"));
        Assert.Equal([Till, "BlackHoleCluster"], AllClusters(mesh.Router()).Keys);
    }

    [Fact]
    public void A_mesh_wide_policy_fills_what_a_rule_leaves_out()
    {
        var defaults = new MeshConfig { DefaultTrafficPolicy = new() { OutlierDetection = new() { Consecutive5xxErrors = 9 }, ConnectionPool = new() { Tcp = new() { MaxConnections = 5 } } } };
        var mesh = new ClusterFixture(Service("till", ["10.0.0.1"]) + Rule("till", "connectionPool: {http: {maxRetries: 2}}"), defaults);

        var cluster = Cluster(mesh.Sidecar(), Till);

        Assert.Equal(9u, cluster.OutlierDetection.Consecutive5Xx);
        Assert.Equal(2u, cluster.CircuitBreakers.Thresholds[0].MaxRetries);
        Assert.Equal(uint.MaxValue, cluster.CircuitBreakers.Thresholds[0].MaxConnections);
    }
}
