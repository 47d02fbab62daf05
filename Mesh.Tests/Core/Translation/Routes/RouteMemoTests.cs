using System.Text;
using Envoy.Config.Route.V3;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Routes;

namespace Mesh.Tests.Core.Translation.Routes;

/// <summary>What a change rebuilds in a mesh of a thousand services, told by the references of what it does not.</summary>
public sealed class RouteMemoTests
{
    private const int Services = 1000;
    private const int ServicesPerPort = 50;
    private const int FirstPort = 9000;

    private static readonly IReadOnlyList<string> Names = [.. Enumerable.Range(FirstPort, Services / ServicesPerPort).Select(x => x.ToString())];

    [Fact]
    public void A_changed_VirtualService_rebuilds_one_virtual_host_of_one_route_configuration()
    {
        var mesh = new RouteFixture(Thousand() + VirtualService("s7", "1s"));
        var before = All(mesh);

        mesh.Apply(VirtualService("s7", "2s"));
        var after = All(mesh);

        var changed = Names.Where(x => !ReferenceEquals(before[x], after[x])).ToList();
        Assert.Equal([PortOf(7).ToString()], changed);
        AssertOneHostDiffers(before[changed[0]], after[changed[0]], "s7.shop.svc.cluster.local:");
    }

    [Fact]
    public void What_was_not_asked_for_in_detail_for_a_long_time_is_still_there_when_a_part_of_it_changes()
    {
        var mesh = new RouteFixture(Thousand() + VirtualService("s7", "1s"));
        var before = All(mesh);
        for (var revision = 0; revision < 5; revision++)
        {
            mesh.Memo.NextGeneration();
            All(mesh);
        }

        mesh.Apply(VirtualService("s7", "2s"));
        var after = All(mesh);

        Assert.Single(Names, x => !ReferenceEquals(before[x], after[x]));
        AssertOneHostDiffers(before[PortOf(7).ToString()], after[PortOf(7).ToString()], "s7.shop.svc.cluster.local:");
    }

    [Fact]
    public void A_new_DestinationRule_without_a_hash_rebuilds_no_route()
    {
        var mesh = new RouteFixture(Thousand());
        var before = All(mesh);

        mesh.Apply("""
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: s7, namespace: shop}
            spec: {host: s7, trafficPolicy: {connectionPool: {tcp: {maxConnections: 7}}}}
            """);

        Assert.All(All(mesh), x => Assert.Same(before[x.Key], x.Value));
    }

    [Fact]
    public void A_new_service_changes_the_routes_of_its_port_alone()
    {
        var mesh = new RouteFixture(Thousand());
        var before = All(mesh);

        mesh.Apply(RouteFixture.Service("late", FirstPort));
        var after = All(mesh);

        Assert.Equal([FirstPort.ToString()], Names.Where(x => !ReferenceEquals(before[x], after[x])));
    }

    [Fact]
    public void Proxies_that_differ_in_labels_which_no_rule_looks_at_share_their_routes()
    {
        var mesh = new RouteFixture(Thousand() + VirtualService("s7", "1s"));

        var one = RouteTranslator.Translate(mesh.Sidecar(labels: """{"app": "one"}"""), Names[0]);
        var other = RouteTranslator.Translate(mesh.Sidecar(labels: """{"app": "other"}"""), Names[0]);

        Assert.Same(one, other);
    }

    [Fact]
    public void Clients_of_other_namespaces_share_the_virtual_hosts()
    {
        var mesh = new RouteFixture(Thousand());

        var one = RouteFixture.Routes(mesh.Sidecar("one"), Names[0]);
        var other = RouteFixture.Routes(mesh.Sidecar("other"), Names[0]);

        Assert.NotEmpty(one.VirtualHosts);
        Assert.All(one.VirtualHosts.Zip(other.VirtualHosts), x => Assert.Same(x.First, x.Second));
    }

    private static Dictionary<string, Translated> All(RouteFixture mesh)
    {
        var context = mesh.Sidecar();
        return Names.ToDictionary(x => x, x => RouteTranslator.Translate(context, x)!);
    }

    private static void AssertOneHostDiffers(Translated before, Translated after, string name)
    {
        var old = ((RouteConfiguration)before.Message).VirtualHosts;
        var changed = ((RouteConfiguration)after.Message).VirtualHosts.Where(x => !old.Any(y => ReferenceEquals(x, y))).ToList();
        Assert.StartsWith(name, Assert.Single(changed).Name);
    }

    private static string Thousand()
    {
        var yaml = new StringBuilder();
        for (var i = 0; i < Services; i++) yaml.Append(RouteFixture.Service($"s{i}", PortOf(i)));
        return yaml.ToString();
    }

    private static int PortOf(int service) => FirstPort + (service / ServicesPerPort);

    private static string VirtualService(string host, string timeout) => $$$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: {{{host}}}, namespace: shop}
        spec: {hosts: [{{{host}}}], http: [{route: [{destination: {host: {{{host}}} } }], timeout: {{{timeout}}} }]}
        """;
}
