using System.Text;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Endpoints;
using static Mesh.Tests.Core.Translation.Clusters.ClusterFixture;

namespace Mesh.Tests.Core.Translation.Clusters;

/// <summary>What a change rebuilds in a mesh of a thousand services, told by the references of what it does not.</summary>
public sealed class ClusterMemoTests
{
    private const int Services = 1000;
    private const string Seventh = "outbound|80||s7.shop.svc.cluster.local";

    [Fact]
    public void Sidecars_of_other_workloads_share_every_outbound_cluster_and_assignment()
    {
        var mesh = new ClusterFixture(Thousand());

        var one = mesh.Sidecar("""{"app": "a"}""", "north/n-1", "10.9.0.1");
        var other = mesh.Sidecar("""{"app": "b"}""", "south/s-1", "10.9.0.2");

        Assert.Empty(Changed(AllClusters(one), AllClusters(other)));
        Assert.Empty(Changed(Assignments(one), Assignments(other)));
    }

    [Fact]
    public void A_changed_rule_rebuilds_the_clusters_of_its_host_alone()
    {
        var mesh = new ClusterFixture(Thousand());
        var before = AllClusters(mesh.Sidecar());

        mesh.Apply(Rule("s7", "connectionPool: {tcp: {maxConnections: 7}}"));

        Assert.Equal([Seventh], Changed(before, AllClusters(mesh.Sidecar())));
    }

    [Fact]
    public void A_moved_endpoint_rebuilds_one_assignment_and_no_cluster()
    {
        var mesh = new ClusterFixture(Thousand());
        var clusters = AllClusters(mesh.Sidecar());
        var assignments = Assignments(mesh.Sidecar());

        mesh.Apply(Slice("s7", ["10.0.99.99"]));

        Assert.Empty(Changed(clusters, AllClusters(mesh.Sidecar())));
        Assert.Equal([Seventh], Changed(assignments, Assignments(mesh.Sidecar())));
    }

    [Fact]
    public void Only_clients_whose_place_matters_get_assignments_of_their_own()
    {
        var mesh = new ClusterFixture(Thousand() + Rule("s7", "outlierDetection: {}"));

        var north = Assignments(mesh.Sidecar(locality: "north/n-1"));
        var south = Assignments(mesh.Sidecar(locality: "south/s-1"));

        Assert.Equal([Seventh], Changed(north, south));
    }

    private static string Thousand()
    {
        var yaml = new StringBuilder();
        for (var i = 0; i < Services; i++) yaml.Append(Service($"s{i}", [$"10.0.{i / 250}.{i % 250}"]));
        return yaml.ToString();
    }

    private static Dictionary<string, Translated> Assignments(ProxyContext context) =>
        References.Of(AllClusters(context).Values).Select(x => EndpointTranslator.Translate(context, x)!).ToDictionary(x => x.Name);

    private static IEnumerable<string> Changed(IReadOnlyDictionary<string, Translated> before, IReadOnlyDictionary<string, Translated> after) =>
        after.Where(x => !ReferenceEquals(before.GetValueOrDefault(x.Key), x.Value)).Select(x => x.Key);
}
