using System.Net;

namespace Mesh.Tests.Host;

public sealed class TrafficCommandTests
{
    private const string Edges =
        """
        {"seconds":60,"edges":[
          {"source":"shop/web","sourceVersion":"v1","destination":"shop/cart","destinationVersion":"v2","service":"cart.shop.svc.cluster.local","protocol":"http","requests":600,"rate":10,"errorPercent":1.5,
           "health":"Healthy","p50Milliseconds":4.2,"p95Milliseconds":80,"p99Milliseconds":120,"responseBytesPerSecond":2500,"connectionsOpened":0,"sentBytesPerSecond":0,"mutualTlsPercent":100},
          {"source":"unknown","sourceVersion":"unknown","destination":"shop/db","destinationVersion":"unknown","service":"db","protocol":"tcp","requests":0,"rate":0,"errorPercent":0,
           "health":"Idle","responseBytesPerSecond":0,"connectionsOpened":3,"sentBytesPerSecond":10}]}
        """;

    [Fact]
    public async Task The_graph_has_a_row_an_edge()
    {
        var member = new Member(Edges);

        var run = await ToolRun.Of(member, "graph", "shop", "bank", "--duration", "10m");

        Assert.Equal(0, run.Code);
        Assert.Equal("/api/edges?duration=10m&namespaces=shop%2Cbank", member.Asked);
        Assert.Matches(@"shop/web\s+shop/cart \(v2\)\s+cart\.shop\.svc\.cluster\.local\s+http\s+10\.00/s\s+1\.5 %\s+4\.2 ms\s+80 ms\s+120 ms\s+2\.5 kB/s\s+100 %\s+Healthy", run.Output);
        Assert.Matches(@"unknown\s+shop/db\s+db\s+tcp\s+3 opened\s+-\s+-\s+-\s+-\s+10 B/s\s+-\s+Idle", run.Output);
    }

    [Fact]
    public async Task The_graph_as_JSON_is_Kialis()
    {
        var member = new Member("""{"graphType":"service","elements":{}}""");

        var run = await ToolRun.Of(member, "graph", "--type", "service", "-o", "json");

        Assert.Equal("/api/namespaces/graph?duration=1m&graphType=service", member.Asked);
        Assert.Contains("\"graphType\": \"service\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_graph_says_how_to_fill_it()
    {
        var run = await ToolRun.Of(new Member("""{"edges":[]}"""), "graph");

        Assert.Contains("providers: [{name: actormesh}]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_shows_the_busiest_first_and_once_where_there_is_no_terminal()
    {
        var run = await ToolRun.Of(new Member(Edges), "top", "--limit", "1");

        Assert.Contains("2 edges, 10.0 requests/s\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("shop/cart", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("shop/db", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plaintext_is_listed_and_told_by_the_exit_code()
    {
        var member = new Member("""{"edges":[{"source":"old/batch","destination":"shop/cart","service":"cart","protocol":"http","since":"2026-01-02T03:04:05Z","last":"2026-01-03T00:00:00Z","requests":17,"connections":0}]}""");

        var run = await ToolRun.Of(member, "mtls", "report", "shop", "--duration", "24h");

        Assert.Equal(1, run.Code);
        Assert.Equal("/api/mtls?duration=24h&namespace=shop", member.Asked);
        Assert.Matches(@"old/batch\s+shop/cart\s+cart\s+http\s+2026-01-02 03:04:05Z\s+2026-01-03 00:00:00Z\s+17\s+0", run.Output);
    }

    [Fact]
    public async Task Without_plaintext_all_is_well()
    {
        var run = await ToolRun.Of(new Member("""{"edges":[]}"""), "mtls", "report");

        Assert.Equal((0, "No plaintext was seen in the last 1h, by those destinations whose sidecars tell of their traffic.\n"), (run.Code, run.Output));
    }

    private sealed class Member(string body) : HttpMessageHandler
    {
        public string Asked { get; private set; } = "";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            Asked = request.RequestUri!.PathAndQuery;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
        }
    }
}
