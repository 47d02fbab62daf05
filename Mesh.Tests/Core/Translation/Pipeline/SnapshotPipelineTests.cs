using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Tests.Core.Translation.Pipeline;

public sealed class SnapshotPipelineTests
{
    private const string Outbound = "outbound|80||reviews.shop.svc.cluster.local";
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly SnapshotPipeline _pipeline = new(PipelineOptions.Default);

    [Fact]
    public void Proxies_that_differ_only_in_name_and_address_share_one_snapshot()
    {
        var model = Model(Shop());

        var first = _pipeline.Snapshot(model, Sidecar("10.9.0.1"), Now).Snapshot;
        var second = _pipeline.Snapshot(model, Sidecar("10.9.0.2"), Now).Snapshot;

        Assert.Same(first, second);
    }

    [Fact]
    public void An_endpoint_change_replaces_one_assignment_and_nothing_else()
    {
        var model = Model(Shop());
        var before = _pipeline.Snapshot(model, Sidecar(), Now).Snapshot;

        var after = _pipeline.Snapshot(Model(Shop(endpoint: "10.0.0.7"), model), Sidecar(), Now).Snapshot;

        Assert.Same(before[XdsType.Cluster], after[XdsType.Cluster]);
        Assert.Same(before[XdsType.Listener], after[XdsType.Listener]);
        Assert.Same(before[XdsType.Route], after[XdsType.Route]);
        Assert.NotEqual(before[XdsType.Endpoint].Find(Outbound)!.Version, after[XdsType.Endpoint].Find(Outbound)!.Version);
        Assert.All(after[XdsType.Endpoint].All.Where(x => x.Name != Outbound), x => Assert.Same(before[XdsType.Endpoint].Find(x.Name), x));
    }

    [Fact]
    public void A_route_change_rebuilds_the_one_route_configuration_that_it_concerns()
    {
        var model = Model(Shop());
        var before = _pipeline.Snapshot(model, Sidecar(), Now).Snapshot;

        var after = _pipeline.Snapshot(Model(Shop(timeout: "7s"), model), Sidecar(), Now).Snapshot;

        Assert.NotEqual(before[XdsType.Route].Find("80")!.Version, after[XdsType.Route].Find("80")!.Version);
        Assert.Same(before[XdsType.Route].Find("81"), after[XdsType.Route].Find("81"));
        Assert.Same(before[XdsType.Cluster], after[XdsType.Cluster]);
    }

    [Fact]
    public void What_changes_nothing_for_a_proxy_leaves_it_the_very_same_snapshot()
    {
        var model = Model(Shop());
        var before = _pipeline.Snapshot(model, Sidecar(), Now).Snapshot;

        var after = _pipeline.Snapshot(Model(Shop() + "\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: elsewhere}", model), Sidecar(), Now).Snapshot;

        Assert.Same(before, after);
    }

    [Fact]
    public void A_held_route_keeps_the_cluster_that_it_leads_to()
    {
        var model = Model(Shop(subset: "v1", destination: "v1"));
        _pipeline.Snapshot(model, Sidecar(), Now);

        var renamed = Model(Shop(subset: "v2", destination: "v1"), model);
        var held = _pipeline.Snapshot(renamed, Sidecar(), Now);

        Assert.NotNull(held.Snapshot[XdsType.Cluster].Find("outbound|80|v1|reviews.shop.svc.cluster.local"));
        Assert.NotNull(held.Snapshot[XdsType.Cluster].Find("outbound|80|v2|reviews.shop.svc.cluster.local"));
        Assert.NotNull(held.Snapshot[XdsType.Endpoint].Find("outbound|80|v1|reviews.shop.svc.cluster.local"));
    }

    [Fact]
    public void After_the_grace_a_cluster_that_the_configuration_dropped_is_gone_whatever_still_names_it()
    {
        var model = Model(Shop(subset: "v1", destination: "v1"));
        _pipeline.Snapshot(model, Sidecar(), Now);
        var renamed = Model(Shop(subset: "v2", destination: "v1"), model);
        var held = _pipeline.Snapshot(renamed, Sidecar(), Now);

        var after = _pipeline.Snapshot(renamed, Sidecar(), held.CheckAgainAt!.Value);

        Assert.Null(after.Snapshot[XdsType.Cluster].Find("outbound|80|v1|reviews.shop.svc.cluster.local"));
        Assert.Null(after.CheckAgainAt);
        Assert.NotEmpty(after.Warnings);
    }

    private static Proxy Sidecar(string address = "10.9.0.1")
    {
        var (proxy, error) = ProxyReader.Read($"sidecar~{address}~client-{address}.shop~shop.svc.cluster.local", "{}", Locality.Unknown, istioDialect: false);
        Assert.Null(error);
        return proxy!;
    }

    /// <summary>Builds on <paramref name="previous"/>, with the references of what did not change, as a source of configuration does.</summary>
    private static MeshModel Model(string yaml, MeshModel? previous = null)
    {
        var documents = ConfigReader.Read("test.yaml", yaml);
        Assert.All(documents, x => Assert.Empty(x.Errors));
        var known = previous?.Configs.Everything.ToDictionary(x => x.Key) ?? [];
        var objects = documents.Select(x => known.TryGetValue(x.Object!.Key, out var same) && same.SpecObject.Equals(x.Object.SpecObject) ? same : x.Object).ToList();
        var configs = (previous?.Configs ?? ConfigSet.Empty).With(objects.Where(x => !known.ContainsValue(x)), known.Keys.Except(objects.Select(x => x.Key)));
        return ModelBuilder.Build(configs, previous?.Mesh ?? MeshConfig.Default, previous);
    }

    private static string Shop(string endpoint = "10.0.0.1", string timeout = "3s", string subset = "v1", string destination = "v1") => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: reviews, namespace: shop}
        spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80, targetPort: 8080}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: reviews, namespace: shop, labels: {kubernetes.io/service-name: reviews} }
        addressType: IPv4
        ports: [{name: http, port: 8080, protocol: TCP}]
        endpoints: [{addresses: ["{{endpoint}}"], conditions: {ready: true} }]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: ratings, namespace: shop}
        spec: {clusterIP: 10.96.0.2, ports: [{name: http, port: 81, targetPort: 8080}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: ratings, namespace: shop, labels: {kubernetes.io/service-name: ratings} }
        addressType: IPv4
        ports: [{name: http, port: 8080, protocol: TCP}]
        endpoints: [{addresses: ["10.0.1.1"], conditions: {ready: true} }]
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: reviews, namespace: shop}
        spec: {host: reviews, subsets: [{name: {{subset}}, labels: {version: v1} }]}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: shop}
        spec:
          hosts: [reviews]
          http: [{timeout: {{timeout}}, route: [{destination: {host: reviews, subset: {{destination}} } }]}]
        """;
}
