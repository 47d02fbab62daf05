using Mesh.Core.Explain.Report;
using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

/// <summary>What a running member says that a request would meet is what the request then meets.</summary>
public sealed class ExplainTests(MeshOfPods mesh) : PodTest(mesh)
{
    private static readonly ConfigFile Policies = new("test-policies.yaml", """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: no-secrets, namespace: default}
        spec:
          action: DENY
          rules: [{to: [{operation: {paths: ["/secret*"]}}]}]
        ---
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: ratings-readers, namespace: default}
        spec:
          selector: {matchLabels: {app: ratings}}
          rules:
            - from: [{source: {principals: ["cluster.local/ns/default/sa/reviews"]}}]
            - to: [{operation: {methods: [GET]}}]
        """);

    [Fact]
    public async Task What_is_explained_is_what_happens()
    {
        await Mesh.Configure(Sample("ab-test/reviews-routing.yaml"), Sample("fault-injection/ratings-routing.yaml"), Policies);

        foreach (var (from, method, path, service, header) in ((Pod, string, string, CallRequest, (string, string)?)[])
        [
            (Mesh.Productpage, "GET", "/", Reviews, null),
            (Mesh.Productpage, "GET", "/reviews/7", Reviews, ("end-user", "jason")),
            (Mesh.Productpage, "GET", "/", Reviews, ("cookie", "theme=dark; group=b")),
            (Mesh.Productpage, "GET", "/secret/x", Reviews, null),
            (Mesh.Productpage, "GET", "/", Ratings, null),
            (Mesh.Productpage, "POST", "/", Ratings, null),
            (Mesh.ReviewsV1, "POST", "/", Ratings, null),
            (Mesh.Productpage, "GET", "/", Ratings, ("end-user", "elaine")),
            (Mesh.Productpage, "GET", "/", new("10.244.0.23", 9080, "nobody.example"), null),
        ])
        {
            var request = service with { Method = method, Path = path };
            if (header is var (name, value)) request = request.With(name, value);

            var answer = await from.Call(request);
            var explained = await Explain(from, request);

            var status = explained.Hops.Select(x => x.Status).FirstOrDefault(x => x is not null);
            Assert.True(answer.Status == (status ?? 200), $"{explained.Request}: {answer}, explained is: {string.Join(" / ", explained.Hops.Select(x => x.Outcome))}");
            if (answer.Pod is { } pod) Assert.Contains(explained.Hops, x => x.Direction == "inbound" && x.Proxy.Contains($"~{pod}.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_object_reaches_the_proxies_that_are_connected()
    {
        await Mesh.Configure(Policies);

        var explained = ExplainJson.Read<ObjectExplanation>(await Mesh.ControlPlane.Page("/debug/explain?object=ap/ratings-readers"));

        Assert.Equal(["ratings-v1"], explained.Proxies.Where(x => x.IsReached).Select(x => x.Proxy.Split('~')[2].Split('.')[0]));
        Assert.Contains(explained.Proxies, x => x.Why?.Contains("it selects other workloads", StringComparison.Ordinal) == true);
    }

    private async Task<RequestExplanation> Explain(Pod from, CallRequest request)
    {
        var headers = string.Concat(request.Headers.Append(new("host", request.Host ?? "")).Select(x => $" -H '{x.Key}: {x.Value}'"));
        var question = $"{request.Method} http://{request.Address}:{request.Port}{request.Path}{headers}";
        return ExplainJson.Read<RequestExplanation>(await Mesh.ControlPlane.Page($"/debug/explain?proxyID=~{from.Name}.&request={Uri.EscapeDataString(question)}"));
    }
}
