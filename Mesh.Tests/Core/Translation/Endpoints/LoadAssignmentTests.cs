using Envoy.Config.Core.V3;
using Mesh.Tests.Core.Translation.Clusters;
using static Mesh.Tests.Core.Translation.Clusters.ClusterFixture;

namespace Mesh.Tests.Core.Translation.Endpoints;

public sealed class LoadAssignmentTests
{
    private const string Till = "outbound|80||till.shop.svc.cluster.local";

    [Theory]
    [InlineData("", new[] { "10.0.0.1" })]
    [InlineData(", labels: {istio.io/persistent-session: cookie}", new[] { "10.0.0.1", "10.0.0.2" })]
    public void An_endpoint_that_goes_away_stays_for_its_sessions_only(string labels, string[] kept)
    {
        var mesh = new ClusterFixture(Service("till", ["10.0.0.1", "10.0.0.2"], labels, ", conditions: {ready: false, serving: true, terminating: true}"));

        var assignment = Assignment(mesh.Sidecar(), Till);

        Assert.Equal(kept, Addresses(assignment));
        Assert.All(assignment.Endpoints[0].LbEndpoints.Skip(1), x => Assert.Equal(HealthStatus.Draining, x.HealthStatus));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("status: {conditions: [{type: Healthy, status: \"False\"}]}", 1)]
    [InlineData("status: {conditions: [{type: Healthy, status: \"True\"}]}", 2)]
    public void A_workload_whose_agent_reports_its_health_is_called_when_it_is_healthy(string status, int endpoints)
    {
        var mesh = new ClusterFixture($$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: vm, namespace: shop}
            spec: {hosts: [vm.test], resolution: STATIC, location: MESH_INTERNAL, workloadSelector: {labels: {app: vm} }, ports: [{number: 80, name: http, protocol: HTTP}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: vm-1, namespace: shop, annotations: {proxy.istio.io/health-checks-enabled: "true"} }
            spec: {address: 10.0.0.1, labels: {app: vm} }
            {{status}}
            ---
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: vm-2, namespace: shop}
            spec: {address: 10.0.0.2, labels: {app: vm} }
            """);

        Assert.Equal(endpoints, Addresses(Assignment(mesh.Sidecar(), "outbound|80||vm.test")).Count());
    }

    [Fact]
    public void Shares_of_localities_are_divided_by_weight_and_rounded_up()
    {
        var mesh = new ClusterFixture(Spread("distribute: [{from: 'north/*', to: {'north/*': 90, south: 10}}]"));

        var localities = Assignment(mesh.Sidecar(locality: "north/n-1"), "outbound|80||spread.example").Endpoints;

        // 90 is shared by three and one, that is 67.5 and 22.5; east has no share.
        Assert.Equal(
            [("east", 1u, 0), ("north", 68u, 1), ("north", 23u, 1), ("south", 10u, 1)],
            localities.Select(x => (x.Locality.Region, x.LoadBalancingWeight!.Value, x.LbEndpoints.Count)));
    }

    [Fact]
    public void Priorities_have_no_gaps()
    {
        var mesh = new ClusterFixture(Spread("failover: [{from: north, to: south}]"));

        var localities = Assignment(mesh.Sidecar(locality: "north/n-2"), "outbound|80||spread.example").Endpoints;

        Assert.Equal([("east", 3u), ("north", 1u), ("north", 0u), ("south", 2u)], localities.Select(x => (x.Locality.Region, x.Priority)));
    }

    [Fact]
    public void An_unknown_subset_has_no_assignment()
    {
        var mesh = new ClusterFixture(Service("till", ["10.0.0.1"]));

        Assert.Null(Mesh.Core.Translation.Endpoints.EndpointTranslator.Translate(mesh.Sidecar(), "outbound|80|v1|till.shop.svc.cluster.local"));
    }

    [Theory]
    [InlineData("outbound|80|v1|till.shop.svc.cluster.local", "till.shop.svc.cluster.local")]
    [InlineData("outbound_.80_._.till.shop.svc.cluster.local", "till.shop.svc.cluster.local")]
    [InlineData("inbound|80||", "")]
    public void A_clusters_name_tells_whose_endpoints_it_takes(string cluster, string host) =>
        Assert.Equal(host, Mesh.Core.Translation.Endpoints.EndpointTranslator.HostOf(cluster));

    private static string Spread(string setting) => $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: spread, namespace: shop}
        spec:
          hosts: [spread.example]
          ports: [{number: 80, name: http, protocol: HTTP}]
          resolution: STATIC
          endpoints:
          - {address: 10.0.0.1, locality: north/n-1, weight: 3}
          - {address: 10.0.0.2, locality: north/n-2}
          - {address: 10.0.0.3, locality: south/s-1}
          - {address: 10.0.0.4, locality: east/e-1}
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: spread, namespace: shop}
        spec: {host: spread.example, trafficPolicy: {outlierDetection: {}, loadBalancer: {localityLbSetting: { {{setting}} } } } }
        """;
}
