using System.Text;
using Mesh.Core.Config;
using Mesh.Core.Explain;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Model;

namespace Mesh.Tests.Core.Explain;

public sealed class RequestExplainerTests
{
    private const string Shop =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: till, namespace: shop}
        spec:
          clusterIP: 10.96.0.7
          selector: {app: till}
          ports: [{name: http, port: 80, targetPort: 8080}]
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: till-1, namespace: shop, labels: {kubernetes.io/service-name: till}}
        addressType: IPv4
        ports: [{name: http, port: 8080}]
        endpoints: [{addresses: [10.1.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: till-0, namespace: shop}}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: till-0, namespace: shop, labels: {app: till, security.istio.io/tlsMode: istio}}
        spec: {serviceAccountName: till}
        status: {podIP: 10.1.0.1}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web-0, namespace: shop, labels: {app: web, security.istio.io/tlsMode: istio}}
        spec: {serviceAccountName: web}
        status: {podIP: 10.1.0.2}
        """;

    private const string Strict =
        """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default, namespace: shop}
        spec: {mtls: {mode: STRICT}}
        """;

    private const string WebOnly =
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: web-only, namespace: shop}
        spec:
          selector: {matchLabels: {app: till}}
          rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}], to: [{operation: {methods: [GET]}}]}]
        """;

    private const string Tokens =
        """
        apiVersion: security.istio.io/v1
        kind: RequestAuthentication
        metadata: {name: tokens, namespace: shop}
        spec:
          jwtRules: [{issuer: shop.example, jwks: '{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"NIi5Yhz2-G_QfKaseIYOO-SMU1b3SjFVBoxAsl6VN0Q","y":"PLDU9-rsra_9Juq6YkJzFjlB4WuhRzkdNZ43xNrVLLk"}]}'}]
        ---
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: clerks, namespace: shop}
        spec:
          rules: [{when: [{key: "request.auth.claims[groups]", values: [clerks]}]}]
        """;

    [Fact]
    public void A_client_in_plain_text_is_turned_away_where_mutual_TLS_is_asked_for()
    {
        var hop = Inbound("GET http://till:8080/", null, Shop, Strict);

        Assert.StartsWith("closed: no filter chain of listener virtualInbound fits", hop.Outcome);
        Assert.Contains(hop.Policies, x => x is { Name: "peer clients" } && x.Value.StartsWith("STRICT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "shop/web", null)]
    [InlineData("GET", "shop/till", 403)]
    [InlineData("POST", "shop/web", 403)]
    [InlineData("GET", null, 403)]
    public void Authorization_is_decided_by_who_and_what(string method, string? from, int? status)
    {
        var hop = Inbound($"{method} http://till:8080/", from, Shop, WebOnly);

        Assert.Equal(status, hop.Status);
        Assert.Contains(hop.Filters, x => x.Filter == "envoy.filters.http.rbac" && x.Why.Contains("authorizationpolicy/shop/web-only rule 0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_client_is_who_its_pod_says_it_is()
    {
        var explanation = Explain("web-0", new(Request("GET http://till/")), Shop, WebOnly);

        Assert.Equal(["outbound", "inbound"], explanation.Hops.Select(x => x.Direction));
        Assert.Null(explanation.Hops[1].Status);
        Assert.Contains("spiffe://cluster.local/ns/shop/sa/web", explanation.Hops[1].Arrives);
    }

    [Theory]
    [InlineData("""{"iss":"shop.example","groups":["clerks","x"]}""", null)]
    [InlineData("""{"iss":"shop.example","groups":["x"]}""", 403)]
    [InlineData("""{"iss":"elsewhere.example"}""", 401)]
    [InlineData(null, 403)]
    public void Claims_are_those_of_the_token(string? claims, int? status)
    {
        var token = claims is null ? "" : $" -H 'authorization: Bearer e30.{Base64(claims)}.x'";

        Assert.Equal(status, Inbound($"GET http://till:8080/{token}", null, Shop, Tokens).Status);
    }

    [Fact]
    public void A_host_that_nobody_knows_passes_through()
    {
        var explanation = Explain("web-0", new(Request("GET http://elsewhere.example:1234/")), Shop);

        Assert.Equal("virtualOutbound", explanation.Hops[0].Listener!.Name);
        Assert.Equal("PassthroughCluster", explanation.Hops[0].Targets[0].Cluster);
        Assert.Contains("the mesh knows no address of elsewhere.example", explanation.Notes[0]);
    }

    [Fact]
    public void A_service_without_endpoints_answers_503()
    {
        var nobody = Shop.Replace("conditions: {ready: true}", "conditions: {ready: false}", StringComparison.Ordinal);

        Assert.Equal(503, Explain("web-0", new(Request("GET http://till/")), nobody).Hops[0].Status);
    }

    private static Hop Inbound(string request, string? from, params string[] yaml) =>
        Explain("till-0", new(Request(request)) { Inbound = true, From = from, Source = System.Net.IPAddress.Parse("10.9.9.9") }, yaml).Hops[0];

    private static RequestExplanation Explain(string pod, RequestQuestion question, params string[] yaml)
    {
        var documents = ConfigReader.Read("test.yaml", string.Join("\n---\n", yaml));
        Assert.All(documents, x => Assert.True(x.Valid, string.Join("; ", x.Errors)));
        var model = ModelBuilder.Build(ConfigSet.Of(documents.Select(x => x.Object!)), new());
        var pods = new PodProxies(model);
        var start = pods.All.Single(x => x.PodName == pod);
        return RequestExplainer.Explain(model, new(start, pods.SnapshotOf(start)), pods, question);
    }

    private static MeshRequest Request(string text) => RequestLine.Parse(text).Request!;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
