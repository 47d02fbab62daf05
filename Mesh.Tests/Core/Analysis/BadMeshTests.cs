using System.Diagnostics;
using Envoy.Config.Route.V3;
using Mesh.Core.Analysis;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Tests.Core.Analysis;

/// <summary>However bad a mesh is, what is good of it is served, and what is not is named.</summary>
public sealed class BadMeshTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly SnapshotPipeline _pipeline = new(PipelineOptions.Default);

    [Theory]
    [InlineData(1)]
    [InlineData(20261125)]
    public void Of_10_000_objects_a_third_are_broken_and_the_others_are_served(int seed)
    {
        var mesh = BrokenMesh.Of(services: 2_500, share: 0.45, seed);
        Assert.Equal(10_000, mesh.Good.Count + mesh.Broken.Count);
        Assert.InRange(mesh.Broken.Count, 3_200, 3_500);
        var watch = Stopwatch.StartNew();

        var store = new ConfigStore();
        var changes = store.Apply([new("mesh.yaml", ConfigReader.Read("mesh.yaml", mesh.Text))]);
        var model = ModelBuilder.Build(ConfigSet.Of(changes.Applied), MeshConfig.Default);
        var outcome = _pipeline.Snapshot(model, Sidecar("client", "ns0"), Now);
        var analysis = MeshAnalysis.Of(AnalysisInput.OfMesh(model.Parts));

        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}: {watch.Elapsed}");
        Assert.Equal(mesh.Good.Order(), changes.Applied.Select(x => x.Key).Order());
        Assert.Equal(Names(mesh.Broken), Names(changes.Refused!));
        Assert.All(changes.Refused!, x => Assert.NotEmpty(x.Errors));
        Assert.Empty(outcome.Withheld);
        Serves(outcome.Snapshot, mesh);
        Assert.DoesNotContain(analysis.Findings, x => x.Code == FindingCodes.InternalError);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void What_breaks_while_it_runs_keeps_its_last_good_version()
    {
        var store = new ConfigStore();
        store.Apply([new("mesh.yaml", ConfigReader.Read("mesh.yaml", BrokenMesh.Of(services: 200, share: 0, seed: 7).Text))]);
        var before = store.Objects.ToHashSet();

        var changes = store.Apply([new("mesh.yaml", ConfigReader.Read("mesh.yaml", BrokenMesh.Of(services: 200, share: 0.45, seed: 7).Text))]);

        Assert.Empty(changes.Applied);
        Assert.Empty(changes.Removed);
        Assert.NotEmpty(changes.Refused!);
        Assert.True(before.SetEquals(store.Objects));
    }

    [Fact]
    public void Files_with_broken_objects_are_looked_over_too()
    {
        var mesh = BrokenMesh.Of(services: 200, share: 0.45, seed: 3);

        var findings = Analyzed.Files(mesh.Text);

        Assert.All(findings, x => Assert.NotEqual("", x.Message));
    }

    [Fact]
    public void What_breaks_the_resource_of_one_proxy_withholds_no_other_proxys()
    {
        const string yaml =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {clusterIP: 10.0.0.1, ports: [{name: http, port: 80}]}
            ---
            apiVersion: networking.istio.io/v1alpha3
            kind: EnvoyFilter
            metadata: {name: broken, namespace: shop}
            spec:
              workloadSelector: {labels: {app: a}}
              configPatches:
              - applyTo: CLUSTER
                match: {cluster: {service: cart.shop.svc.cluster.local}}
                patch: {operation: MERGE, value: {connect_timeout: 0s}}
            """;
        var model = Model(yaml);

        var a = _pipeline.Snapshot(model, Sidecar("a", "shop"), Now);
        var b = _pipeline.Snapshot(model, Sidecar("b", "shop"), Now);

        const string cluster = "outbound|80||cart.shop.svc.cluster.local";
        var withheld = Assert.Single(a.Withheld);
        Assert.Equal(cluster, withheld.Name);
        Assert.Contains(new ConfigKey(ConfigKind.EnvoyFilter, "shop", "broken"), withheld.Origins);
        Assert.Null(a.Snapshot[XdsType.Cluster].Find(cluster));
        Assert.Empty(b.Withheld);
        Assert.NotNull(b.Snapshot[XdsType.Cluster].Find(cluster));
        Assert.NotNull(a.Snapshot[XdsType.Cluster].Find("PassthroughCluster"));
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", "one")]
    [InlineData("2021-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "two")]
    public void The_one_that_a_finding_names_as_the_winner_is_the_one_that_is_served(string one, string two, string winner)
    {
        static string Vs(string name, string created) => $"---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: shop, creationTimestamp: \"{created}\"}}\nspec: {{hosts: [cart], http: [{{name: {name}, route: [{{destination: {{host: cart}}}}]}}]}}\n";
        var yaml = $"apiVersion: v1\nkind: Service\nmetadata: {{name: cart, namespace: shop}}\nspec: {{clusterIP: 10.0.0.1, ports: [{{name: http, port: 80}}]}}\n{Vs("one", one)}{Vs("two", two)}";

        var served = Routes(_pipeline.Snapshot(Model(yaml), Sidecar("a", "shop"), Now).Snapshot).Single(x => x.Name is "one" or "two").Name;
        var findings = Analyzed.Mesh(yaml);

        Assert.Equal(winner, served);
        Assert.Equal(2, findings.Count);
        Assert.Contains("this one is used", findings.Single(x => x.Name == winner).Message);
        Assert.Contains($"shop/{winner} is used", findings.Single(x => x.Name != winner).Message);
    }

    private static void Serves(XdsSnapshot snapshot, BrokenMesh mesh)
    {
        var clusters = snapshot[XdsType.Cluster].All.Select(x => x.Name).ToHashSet();
        Assert.All(mesh.Good.Where(x => x.Kind == ConfigKind.Service), x => Assert.Contains($"outbound|80||{x.Name}.{x.Namespace}.svc.cluster.local", clusters));
        Assert.All(mesh.Good.Where(x => x.Kind == ConfigKind.DestinationRule), x => Assert.Contains($"outbound|80|v1|{x.Name}.{x.Namespace}.svc.cluster.local", clusters));
        var routes = Routes(snapshot).Select(x => x.Name).ToHashSet();
        Assert.All(mesh.Good.Where(x => x.Kind == ConfigKind.VirtualService), x => Assert.Contains($"route-{x.Name}", routes));
        Assert.All(mesh.Broken.Where(x => x.Kind == ConfigKind.VirtualService), x => Assert.DoesNotContain($"route-{x.Name}", routes));
    }

    private static IEnumerable<Route> Routes(XdsSnapshot snapshot) =>
        snapshot[XdsType.Route].All.SelectMany(x => x.Body.Unpack<RouteConfiguration>().VirtualHosts).SelectMany(x => x.Routes);

    private static IEnumerable<string> Names(IEnumerable<ConfigKey> keys) => keys.Select(x => x.ToString()).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Names(IEnumerable<ReadDocument> documents) => documents.Select(x => $"{x.Kind} {x.Namespace}/{x.Name}").Order(StringComparer.Ordinal);

    private static MeshModel Model(string yaml) => ModelBuilder.Build(ConfigSet.Of(ConfigReader.Read("test.yaml", yaml).Select(x => x.Object!)), MeshConfig.Default);

    private static Proxy Sidecar(string app, string ns)
    {
        var (proxy, error) = ProxyReader.Read($"sidecar~10.99.0.1~{app}-1.{ns}~{ns}.svc.cluster.local", $"{{\"LABELS\": {{\"app\": \"{app}\"}}}}", Locality.Unknown, istioDialect: false);
        Assert.Null(error);
        return proxy!;
    }
}
