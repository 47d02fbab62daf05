using System.Net;

namespace Mesh.Tests.Host;

public sealed class RollbackCommandTests
{
    private const string Then = """{"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"reviews","namespace":"default"},"spec":{"hosts":["then"]}}""";
    private const string Now = """{"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"reviews","namespace":"default"},"spec":{"hosts":["now"]}}""";

    [Fact]
    public async Task What_comes_from_kubernetes_is_not_written_but_told_how_to_apply()
    {
        var run = await Rollback($$"""{"object":"VirtualService default/reviews","revision":4,"current":5,"source":"Kubernetes at https://10.0.0.1","then":{{Then}},"now":{{Now}}}""");

        Assert.Equal(1, run.Code);
        Assert.Contains("comes from Kubernetes at https://10.0.0.1, which would undo it", run.Errors, StringComparison.Ordinal);
        Assert.Contains("kubectl apply -f - <<'EOF'\napiVersion: networking.istio.io/v1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("- then\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_there_is_told_how_to_delete()
    {
        var run = await Rollback($$"""{"object":"VirtualService default/reviews","revision":4,"current":5,"source":"Kubernetes","now":{{Now}}}""");

        Assert.Contains("kubectl delete virtualservices.networking.istio.io reviews -n default", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_log_does_not_keep_is_refused()
    {
        var run = await Rollback("""{"object":"VirtualService default/reviews","revision":4,"current":5,"source":"files in x","file":"/x/y.yaml","hidden":true}""");

        Assert.Contains("what it said is not kept in the log", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_elsewhere_are_told()
    {
        var run = await Rollback($$"""{"object":"VirtualService default/reviews","revision":4,"current":5,"source":"files in x","file":"/nowhere/at/all/y.yaml","then":{{Then}},"now":{{Now}}}""");

        Assert.Equal(1, run.Code);
        Assert.Contains("run it where the files are", run.Errors, StringComparison.Ordinal);
    }

    private static Task<ToolRun> Rollback(string answer) => ToolRun.Of(new Member(answer), "rollback", "VirtualService/default/reviews", "4");

    private sealed class Member(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            Assert.Equal("/debug/history/document", request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
        }
    }
}
