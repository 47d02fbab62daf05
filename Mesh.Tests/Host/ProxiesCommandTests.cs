using System.Net;

namespace Mesh.Tests.Host;

public sealed class ProxiesCommandTests
{
    private const string Synced =
        """
        [{"proxy":"sidecar~10.0.0.1~web-1.shop~shop.svc.cluster.local","version":"1.31.0","connectionId":"7","member":"m-1","types":[
          {"type":"CDS","state":"SYNCED","sentVersion":"00112233445566778899aabbccddeeff","ackedVersion":"00112233445566778899aabbccddeeff"},
          {"type":"LDS","state":"STALE","sentVersion":"ff"},
          {"type":"RDS","state":"ERROR","sentVersion":"abcdef0123456789","lastNack":{"words":"no such cluster","resources":["80"],"origins":["VirtualService shop/web"]}}]}]
        """;

    [Fact]
    public async Task A_table_has_a_row_a_proxy_and_then_the_words_of_refusals()
    {
        var run = await ToolRun.Of(new Member(Synced), "proxies");

        Assert.Equal(0, run.Code);
        Assert.Matches(@"PROXY\s+CDS\s+EDS\s+LDS\s+RDS\s+SDS\s+ECDS\s+NDS\s+VERSION\s+MEMBER", run.Output);
        Assert.Matches(@"sidecar~10\.0\.0\.1~web-1\.shop~shop\.svc\.cluster\.local\s+SYNCED 00112233\s+-\s+STALE\s+ERROR\s+-\s+-\s+-\s+1\.31\.0\s+m-1", run.Output);
        Assert.Contains("refused RDS abcdef01: no such cluster\n    resources: 80\n    made from: VirtualService shop/web\n", run.Output);
    }

    [Fact]
    public async Task Several_streams_of_one_proxy_are_one_row()
    {
        const string streams =
            """
            [{"proxy":"p","connectionId":"1","member":"m","types":[{"type":"CDS","state":"SYNCED","ackedVersion":"aa"}]},
             {"proxy":"p","connectionId":"2","member":"m","types":[{"type":"SDS","state":"SYNCED","ackedVersion":"bb"}]},
             {"proxy":"p","connectionId":"3","member":"m","types":[{"type":"SDS","state":"STALE"}]}]
            """;

        var run = await ToolRun.Of(new Member(streams), "proxies");

        Assert.Matches(@"^PROXY.*\np\s+SYNCED aa\s+-\s+-\s+-\s+STALE\s+-\s+-\s+m\s*\n$", run.Output);
    }

    [Fact]
    public async Task Json_is_what_the_member_says()
    {
        var run = await ToolRun.Of(new Member(Synced), "proxies", "--url", "http://10.0.3.7:15014", "-o", "json");

        Assert.Equal(0, run.Code);
        Assert.Contains("\"words\": \"no such cluster\"", run.Output);
    }

    [Fact]
    public async Task Nobody_is_connected() => Assert.Equal("No proxy is connected.\n", (await ToolRun.Of(new Member("[]"), "proxies")).Output);

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "", "answered 404")]
    [InlineData(HttpStatusCode.OK, "<html>", "did not answer with JSON")]
    [InlineData(null, "", "can not be reached (nobody listens). Is the member running?")]
    public async Task Failure_is_told_with_its_cure(HttpStatusCode? status, string body, string words)
    {
        var run = await ToolRun.Of(new Member(body, status), "proxies");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains(words, run.Errors);
    }

    /// <summary>Answers in a member's stead; a null status is a connection refused.</summary>
    private sealed class Member(string body, HttpStatusCode? status = HttpStatusCode.OK) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            Assert.Equal("/debug/syncz", request.RequestUri!.AbsolutePath);
            return status is { } code
                ? Task.FromResult(new HttpResponseMessage(code) { Content = new StringContent(body) })
                : throw new HttpRequestException("nobody listens");
        }
    }
}
