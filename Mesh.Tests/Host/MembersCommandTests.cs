using System.Net;

namespace Mesh.Tests.Host;

public sealed class MembersCommandTests
{
    private const string Healthy =
        """
        [{"name":"one","address":"127.0.0.1:25520","status":"Up","self":true,"leader":true,"singletons":true,"roles":["member"],"version":"0.1.0",
          "says":{"id":"x","ready":true,"revision":12,"streams":5,"proxies":3,"shards":{"connection":{"shards":1,"entities":5},"service":{"shards":10,"entities":2}},"cpuPercent":12.4,"memoryBytes":104857600,"uptimeSeconds":3725}}]
        """;

    private const string Silent =
        """
        [{"name":"one","address":"127.0.0.1:25520","status":"Up","self":true,"roles":[],"says":{"ready":false,"notReady":"shutting down"}},
         {"name":"two","address":"127.0.0.1:25521","status":"Up, unreachable","roles":[],"failure":"it can not be reached"}]
        """;

    [Fact]
    public async Task A_row_tells_what_a_member_is_and_carries()
    {
        var run = await ToolRun.Of(new Member(Healthy), "members");

        Assert.Equal(0, run.Code);
        Assert.Matches(@"one\s+127\.0\.0\.1:25520\s+Up\s+yes\s+\*\s+12\s+5\s+3\s+connection=1 service=10\s+12 %\s+100 MiB\s+1h2m\s+0\.1\.0", run.Output);
    }

    [Fact]
    public async Task A_member_that_is_not_ready_or_does_not_answer_is_named_with_the_reason_and_fails_the_command()
    {
        var run = await ToolRun.Of(new Member(Silent), "members");

        Assert.Equal(1, run.Code);
        Assert.Contains("one: shutting down", run.Output);
        Assert.Contains("two: it can not be reached", run.Output);
    }

    private sealed class Member(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            Assert.Equal("/debug/members", request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
        }
    }
}
