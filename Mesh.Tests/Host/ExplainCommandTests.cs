using System.Net;
using System.Text.Json.Nodes;
using Mesh.Core.Explain.Report;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Host;

public sealed class ExplainCommandTests
{
    private static readonly string Bookinfo = Path.Combine(Repository.Root, "samples", "bookinfo");

    [Fact]
    public async Task A_request_is_followed_to_the_proxy_that_answers_it()
    {
        var run = await ToolRun.Of("explain", "--config", Bookinfo, "--node", "productpage-v1", "--request", "GET http://reviews:9080/reviews/0");

        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Contains("outbound at sidecar~10.244.0.10~productpage-v1.default", run.Output);
        Assert.Matches(@"route +#1: any path \[from virtualservice/default/reviews\]", run.Output);
        Assert.Matches(@"cluster +outbound\|9080\|v1\|reviews\.default\.svc\.cluster\.local \[from service/default/reviews, destinationrule/default/reviews\]", run.Output);
        Assert.Contains("inbound at sidecar~10.244.0.21~reviews-v1.default", run.Output);
        Assert.Matches("peer clients +PERMISSIVE", run.Output);
    }

    [Fact]
    public async Task A_gateway_is_asked_by_the_port_of_its_Service()
    {
        var run = await ToolRun.Of("explain", "--config", Bookinfo, "--node", "istio-ingressgateway", "--request", "GET http://bookinfo.example/api/v1/x", "-o", "json");

        var hop = JsonNode.Parse(run.Output)!["hops"]![0]!;
        Assert.Equal(("gateway", "api", "0.0.0.0_8080"), ((string?)hop["direction"], (string?)hop["route"]!["name"], (string?)hop["listener"]!["name"]));
        Assert.Equal(["page", "page"], hop["route"]!["passedOver"]!.AsArray().Select(x => (string?)x!["name"]));
        Assert.Contains("5s", hop["policies"]!.AsArray().Where(x => (string?)x!["name"] == "timeout").Select(x => (string?)x!["value"]));
    }

    [Theory]
    [InlineData("virtualservice/default/reviews")]
    [InlineData("vs/reviews.default")]
    [InlineData("VirtualServices/reviews")]
    [InlineData("virtualservice.networking.istio.io/default/reviews")]
    public async Task An_object_is_named_as_for_kubectl(string name)
    {
        var run = await ToolRun.Of("explain", name, "--config", Bookinfo);

        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Contains("reaches 6 of 7 proxies", run.Output);
        Assert.Contains("not these, because it is for sidecars alone: it names no gateway\n  router~10.244.0.2", run.Output);
        Assert.Matches(@"RDS +9080 +made of it", run.Output);
    }

    [Fact]
    public async Task An_object_may_follow_the_directories()
    {
        var run = await ToolRun.Of("explain", "--config", Bookinfo, "dr/reviews");

        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.StartsWith("destinationrule/default/reviews (", run.Output);
    }

    [Theory]
    [InlineData("vs/review", "there is no VirtualService review; did you mean virtualservice/default/reviews?")]
    [InlineData("virtualservise/reviews", "there is no kind \"virtualservise\"; did you mean virtualservice?")]
    [InlineData("reviews", "must be KIND/NAMESPACE/NAME")]
    [InlineData("vs/shop/reviews", "did you mean virtualservice/default/reviews")]
    public async Task A_wrong_name_is_answered_with_near_ones(string name, string words)
    {
        var run = await ToolRun.Of("explain", name, "--config", Bookinfo);

        Assert.Equal(1, run.Code);
        Assert.Contains(words, run.Errors);
    }

    [Theory]
    [InlineData("--request names no URL", "--request", "GET")]
    [InlineData("scheme ftp is not known", "--request", "GET ftp://x/")]
    [InlineData("must say the port", "--request", "tcp://x")]
    [InlineData("is no IP address", "--request", "http://x/", "--source-ip", "y")]
    [InlineData("name either an object or a request")]
    public async Task A_wrong_question_is_told(string words, params string[] arguments)
    {
        var run = await ToolRun.Of(["explain", "--config", Bookinfo, "--node", "productpage-v1", .. arguments]);

        Assert.Equal(2, run.Code);
        Assert.Contains(words.Replace("--request ", ""), run.Errors);
    }

    [Fact]
    public async Task Without_files_a_running_member_is_asked()
    {
        var told = ExplainJson.Write(new ObjectExplanation("virtualservice/default/x", "x.yaml:1", [new("p", null, [new("RDS", "80", "made of it")]), new("q", "it is elsewhere", [])], ["host x: y counts"], []));

        var run = await ToolRun.Of(new Member(told), "explain", "vs/x.default", "--url", "http://10.0.3.7:15014");

        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Contains("reaches 1 of 2 proxies\n  p\n", run.Output);
        Assert.Contains("not these, because it is elsewhere\n  q\n", run.Output);
        Assert.Contains("conflict: host x: y counts\n", run.Output);
    }

    [Fact]
    public async Task What_a_member_says_against_it_is_told_in_its_words()
    {
        var run = await ToolRun.Of(new Member("there is no VirtualService x\n", HttpStatusCode.NotFound), "explain", "vs/x.default");

        Assert.Equal((1, "actormesh: there is no VirtualService x\n"), (run.Code, run.Errors));
    }

    private sealed class Member(string body, HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("/debug/explain?object=vs%2Fx.default&namespace=", request.RequestUri!.PathAndQuery);
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
        }
    }
}
