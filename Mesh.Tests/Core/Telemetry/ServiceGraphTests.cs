using System.Text.Json.Nodes;
using Mesh.Core.Telemetry;
using Mesh.Core.Telemetry.Graph;

namespace Mesh.Tests.Core.Telemetry;

public sealed class ServiceGraphTests
{
    private static readonly DateTimeOffset To = DateTimeOffset.FromUnixTimeSeconds(1_000_000_060);

    [Fact]
    public void What_both_ends_tell_of_is_counted_once_and_the_destination_tells_of_security()
    {
        var edge = Assert.Single(EdgeTraffic.Of(Window(
            (Series.Of("cart"), Series.Requests(100)),
            (Series.Of("cart", reporter: Reporter.Destination, security: ConnectionSecurity.MutualTls), Series.Requests(75)),
            (Series.Of("cart", reporter: Reporter.Destination, security: ConnectionSecurity.None), Series.Requests(25)))));

        Assert.Equal((100, 0.75), (edge.Requests, edge.MutualTlsShare));
    }

    [Fact]
    public void Who_has_no_sidecar_is_known_by_the_destinations_word()
    {
        var edges = EdgeTraffic.Of(Window(
            (Series.Of("cart"), Series.Requests(100)),
            (Series.Of("cart", source: "unknown", reporter: Reporter.Destination, security: ConnectionSecurity.None), Series.Requests(7))));

        Assert.Equal([("unknown", 7), ("web", 100)], edges.Select(x => (x.Source.Workload, (int)x.Requests)).Order());
    }

    [Theory]
    [InlineData(0, 0, 0, Health.Idle)]
    [InlineData(100, 0, 0, Health.Healthy)]
    [InlineData(91, 0, 9, Health.Healthy)]
    [InlineData(90, 0, 10, Health.Failure)]
    [InlineData(90, 10, 0, Health.Degraded)]
    [InlineData(80, 20, 0, Health.Failure)]
    public void Health_is_by_shares_of_errors(int good, int client, int server, Health expected)
    {
        var responses = new[] { new ResponseCount("200", "-", "", good), new ResponseCount("404", "-", "", client), new ResponseCount("503", "UF", "", server) };

        Assert.Equal(expected, HealthThresholds.Of([.. responses.Where(x => x.Requests > 0)]));
    }

    [Fact]
    public void The_graph_is_the_one_that_Kiali_draws()
    {
        var window = Window(
            (Series.Of("cart"), Series.Requests(540)),
            (Series.Of("cart", code: "503", flags: "UF"), Series.Requests(60)),
            (Series.Of("cart", reporter: Reporter.Destination, security: ConnectionSecurity.MutualTls), Series.Requests(600)),
            (Series.Of("db", source: "cart", destination: "db", protocol: "tcp"), Series.Connections(2, bytes: 6_000)));
        var options = new GraphOptions(GraphType.Workload, new HashSet<string>(), false, 95);

        var json = KialiJson.Of(ServiceGraph.Of(EdgeTraffic.Of(window), options), window, options);

        var nodes = json["elements"]!["nodes"]!.AsArray().Select(x => x!["data"]!).ToDictionary(x => x["id"]!.GetValue<string>());
        var edges = json["elements"]!["edges"]!.AsArray().Select(x => x!["data"]!).ToList();
        Assert.Equal(["workload:shop/cart", "workload:shop/db", "workload:shop/web"], nodes.Keys.Order());
        Assert.True(nodes["workload:shop/web"]["isRoot"]!.GetValue<bool>());
        Assert.Equal("10.00", nodes["workload:shop/cart"]["traffic"]!.AsArray().Single(x => x!["protocol"]!.GetValue<string>() == "http")!["rates"]!["httpIn"]!.GetValue<string>());
        var http = edges.Single(x => x["traffic"]!["protocol"]!.GetValue<string>() == "http");
        Assert.Equal(("100", "24"), (http["isMTLS"]!.GetValue<string>(), http["responseTime"]!.GetValue<string>()));
        Assert.Equal(("10.00", "1.00", "10.0"), (Rate(http, "http"), Rate(http, "http5xx"), Rate(http, "httpPercentErr")));
        Assert.Equal("10.0", http["traffic"]!["responses"]!["503"]!["flags"]!["UF"]!.GetValue<string>());
        Assert.Equal("failure", http["health"]!.GetValue<string>());
        var tcp = edges.Single(x => x["traffic"]!["protocol"]!.GetValue<string>() == "tcp");
        Assert.Equal("100.00", Rate(tcp, "tcp"));
    }

    [Fact]
    public void Services_stand_between_workloads_when_asked_for_and_where_nobody_answered()
    {
        var window = Window((Series.Of("cart"), Series.Requests(1)), (Series.Of("gone", destination: "unknown", code: "503", flags: "UH"), Series.Requests(1)));

        var without = Graph(window, inject: false);
        var with = Graph(window, inject: true);

        Assert.Equal(["service:shop/gone", "workload:shop/cart", "workload:shop/web"], without.Nodes.Select(x => x.Id));
        Assert.Equal(["service:shop/cart", "service:shop/gone", "workload:shop/cart", "workload:shop/web"], with.Nodes.Select(x => x.Id));
        Assert.Contains(with.Edges, x => x.Id == "service:shop/cart>workload:shop/cart>http");
    }

    [Fact]
    public void Plaintext_is_reported_with_its_beginning()
    {
        var window = new TrafficWindow(To - TimeSpan.FromHours(1), To,
        [
            new(Series.Of("cart", source: "batch", reporter: Reporter.Destination, security: ConnectionSecurity.None), To - TimeSpan.FromHours(9), To - TimeSpan.FromMinutes(4), Series.Requests(3)),
            new(Series.Of("cart", source: "batch", reporter: Reporter.Destination, security: ConnectionSecurity.None, code: "500"), To - TimeSpan.FromHours(2), To - TimeSpan.FromMinutes(2), Series.Requests(4)),
            new(Series.Of("cart", reporter: Reporter.Destination, security: ConnectionSecurity.MutualTls), To - TimeSpan.FromHours(9), To, Series.Requests(100)),
        ]);

        var edge = Assert.Single(PlaintextReport.Of(window, "shop"));

        Assert.Equal(("batch", "cart", 7, To - TimeSpan.FromHours(9), To - TimeSpan.FromMinutes(2)), (edge.Source.Workload, edge.Destination.Workload, edge.Requests, edge.Since, edge.Last));
        Assert.Empty(PlaintextReport.Of(window, "bank"));
    }

    private static ServiceGraph Graph(TrafficWindow window, bool inject) => ServiceGraph.Of(EdgeTraffic.Of(window), new(GraphType.Workload, new HashSet<string>(), inject, null));

    private static TrafficWindow Window(params (SeriesKey Series, Sums Sums)[] series) =>
        new(To - TimeSpan.FromMinutes(1), To, [.. series.Select(x => new SeriesTraffic(x.Series, To - TimeSpan.FromMinutes(1), To - TimeSpan.FromSeconds(10), x.Sums))]);

    private static string? Rate(JsonNode edge, string name) => edge["traffic"]!["rates"]![name]?.GetValue<string>();
}
