using System.Text.Json;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

/// <summary>Real Envoys tell of their traffic, and what is counted is what was called.</summary>
public sealed class TelemetryTests(MeshOfPods mesh) : PodTest(mesh)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ConfigFile Told = new("telemetry.yaml", """
        apiVersion: telemetry.istio.io/v1
        kind: Telemetry
        metadata: {name: traffic, namespace: istio-system}
        spec: {accessLogging: [{providers: [{name: actormesh}]}]}
        """);

    [Fact]
    public async Task Each_request_is_counted_once_with_its_ends_and_its_mutual_TLS()
    {
        await Mesh.Configure(Told);
        var before = await Requests("default/productpage-v1", "ratings.default.svc.cluster.local");

        await Mesh.Productpage.App.Call(Ratings with { Count = 40, Concurrency = 4 });
        await Mesh.Ratings.App.Behave(status: 500);
        await Mesh.Productpage.App.Call(Ratings with { Count = 10 });

        await Eventually.Get("50 requests are counted", Patience, () => Requests("default/productpage-v1", "ratings.default.svc.cluster.local"), x => x == before + 50);
        var edge = await Edge("default/productpage-v1", "ratings.default.svc.cluster.local", "http");
        Assert.Equal("default/ratings-v1", edge.GetProperty("destination").GetString());
        Assert.Equal(10, edge.GetProperty("responses").EnumerateArray().Where(x => x.GetProperty("code").GetString() == "500").Sum(x => x.GetProperty("requests").GetInt64()));
        await Eventually.Get("the destination has told of mutual TLS", Patience, async () => (await Edge("default/productpage-v1", "ratings.default.svc.cluster.local", "http")).TryGetProperty("mutualTlsPercent", out var share) ? share.GetDouble() : -1, x => x == 100);
    }

    [Fact]
    public async Task Who_speaks_plaintext_is_reported()
    {
        await Mesh.Configure(Told);

        for (var i = 0; i < 3; i++) await Mesh.Outside.Call(new(Mesh.ReviewsV1.Address, 9080, "reviews:9080"));

        var report = await Eventually.Get("plaintext to reviews is reported", Patience, () => Mesh.ControlPlane.Page("/api/mtls?namespace=default&duration=10m"), x => x.Contains("default/reviews-v1", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(report);
        var edge = json.RootElement.GetProperty("edges").EnumerateArray().Single(x => x.GetProperty("destination").GetString() == "default/reviews-v1");
        Assert.Equal("reviews.default.svc.cluster.local", edge.GetProperty("service").GetString());
        Assert.True(edge.GetProperty("requests").GetInt64() >= 3);
    }

    [Fact]
    public async Task Connections_are_opened_closed_and_have_bytes()
    {
        await Mesh.Configure(Told);

        await Mesh.Productpage.App.Tcp("10.96.0.30", 9000, "five stars");

        var edge = await Eventually.Get(
            "the connection is counted", Patience, () => TryEdge("default/productpage-v1", "ratings-stream.default.svc.cluster.local", "tcp"), x => x is { } found && found.GetProperty("connectionsClosed").GetInt64() > 0);
        Assert.Equal(edge!.Value.GetProperty("connectionsOpened").GetInt64(), edge.Value.GetProperty("connectionsClosed").GetInt64());
        Assert.True(edge.Value.GetProperty("sentBytesPerSecond").GetDouble() > 0);
    }

    [Fact]
    public async Task Metrics_have_Istios_names_and_the_graph_Kialis_shape()
    {
        await Mesh.Configure(Told);
        await Mesh.Productpage.App.Call(Reviews with { Count = 5 });

        var metrics = await Eventually.Get(
            "productpage's calls are exported",
            Patience,
            () => Mesh.ControlPlane.Page("/stats/prometheus"),
            x => x.Split('\n').Any(y => y.StartsWith("istio_requests_total{reporter=\"source\",source_workload=\"productpage-v1\"", StringComparison.Ordinal) && y.Contains("destination_service_name=\"reviews\"", StringComparison.Ordinal)));
        Assert.Contains("istio_request_duration_milliseconds_bucket{", metrics, StringComparison.Ordinal);
        using var graph = JsonDocument.Parse(await Mesh.ControlPlane.Page("/api/namespaces/graph?namespaces=default&duration=10m&graphType=versionedApp"));
        var ids = graph.RootElement.GetProperty("elements").GetProperty("nodes").EnumerateArray().Select(x => x.GetProperty("data").GetProperty("id").GetString()).ToList();
        Assert.Contains("app:default/productpage/v1", ids);
    }

    private async Task<long> Requests(string source, string service)
    {
        var edge = await TryEdge(source, service, "http");
        return edge?.GetProperty("requests").GetInt64() ?? 0;
    }

    private async Task<JsonElement> Edge(string source, string service, string protocol) => (await TryEdge(source, service, protocol))!.Value;

    private async Task<JsonElement?> TryEdge(string source, string service, string protocol)
    {
        using var json = JsonDocument.Parse(await Mesh.ControlPlane.Page("/api/edges?duration=20m"));
        foreach (var edge in json.RootElement.GetProperty("edges").EnumerateArray())
        {
            if (edge.GetProperty("source").GetString() == source && edge.GetProperty("service").GetString() == service && edge.GetProperty("protocol").GetString() == protocol) return edge.Clone();
        }
        return null;
    }
}
