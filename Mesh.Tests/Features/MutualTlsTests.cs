using System.Text.Json;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

public sealed class MutualTlsTests(MeshOfPods mesh) : PodTest(mesh)
{
    private CallRequest ReviewsV1Directly => new(Mesh.ReviewsV1.Address, 9080, "reviews:9080");

    [Fact]
    public async Task Two_sidecars_speak_mutual_TLS_without_being_told_to()
    {
        await Mesh.Configure();

        var answer = await Mesh.Productpage.Call(Reviews);

        Assert.Equal((200, "reviews-v1"), (answer.Status, answer.Pod));
        var certificate = answer.Echo?.Header("x-forwarded-client-cert");
        Assert.Contains("By=spiffe://cluster.local/ns/default/sa/reviews", certificate);
        Assert.Contains("URI=spiffe://cluster.local/ns/default/sa/productpage", certificate);
    }

    [Fact]
    public async Task Permissive_takes_plain_text_too_and_is_ready_for_TLS()
    {
        await Mesh.Configure();

        var answer = await Mesh.Outside.Call(ReviewsV1Directly);

        Assert.Equal((200, "reviews-v1"), (answer.Status, answer.Pod));
        Assert.Null(answer.Echo?.Header("x-forwarded-client-cert"));
        var contexts = await InboundTls(Mesh.ReviewsV1);
        Assert.Contains(true, contexts);
        Assert.Contains(false, contexts);
        Assert.Equal(200, (await Mesh.Productpage.Call(Reviews)).Status);
    }

    [Fact]
    public async Task Strict_refuses_plain_text_and_answers_the_mesh()
    {
        await Mesh.Configure(Mode("STRICT"));

        var outside = await Mesh.Outside.Call(ReviewsV1Directly);
        var inside = await Mesh.Productpage.Call(Reviews);

        Assert.True(outside.Status is null && outside.Error is not null, $"{outside}");
        Assert.Equal((200, "reviews-v1"), (inside.Status, inside.Pod));
        Assert.DoesNotContain(false, await InboundTls(Mesh.ReviewsV1));
    }

    [Fact]
    public async Task Disabled_speaks_plain_text_inside_the_mesh_as_well()
    {
        await Mesh.Configure(Mode("DISABLE"));

        var answer = await Mesh.Productpage.Call(Reviews);

        Assert.Equal((200, "reviews-v1"), (answer.Status, answer.Pod));
        Assert.Null(answer.Echo?.Header("x-forwarded-client-cert"));
        Assert.DoesNotContain(true, await InboundTls(Mesh.ReviewsV1));
    }

    [Fact]
    public async Task Who_may_call_is_decided_by_who_the_certificate_names()
    {
        // Connections that are open keep the policy they were opened under until the Envoy has drained them.
        await Mesh.Configure(OneRequestAConnection.File, Allow("productpage"));
        Assert.Equal(200, (await Mesh.Productpage.Call(Reviews)).Status);
        Assert.Equal(403, (await Mesh.Ratings.Call(Reviews)).Status);
        Assert.Equal(403, (await Mesh.Outside.Call(ReviewsV1Directly)).Status);

        await Mesh.Configure(OneRequestAConnection.File, Allow("ratings"));
        Assert.Equal(403, (await Mesh.Productpage.Call(Reviews)).Status);
        Assert.Equal(200, (await Mesh.Ratings.Call(Reviews)).Status);
    }

    [Fact]
    public async Task Rule01_A_forged_header_makes_nobody_somebody_else()
    {
        await Mesh.Configure(Allow("productpage"));
        const string forged = "By=spiffe://cluster.local/ns/default/sa/reviews;URI=spiffe://cluster.local/ns/default/sa/productpage";

        Assert.Equal(403, (await Mesh.Ratings.Call(Reviews.With("x-forwarded-client-cert", forged))).Status);
        Assert.Equal(403, (await Mesh.Outside.Call(ReviewsV1Directly.With("x-forwarded-client-cert", forged))).Status);
    }

    /// <summary>For each filter chain of the inbound listener that leads to the application: whether it speaks TLS. From the Envoy's own mouth.</summary>
    private static async Task<IReadOnlyList<bool>> InboundTls(Pod pod)
    {
        using var dump = JsonDocument.Parse(await pod.EnvoyPage("/config_dump?resource=dynamic_listeners"));
        var inbound = dump.RootElement.GetProperty("configs").EnumerateArray()
            // One that is only drained any more has no active state.
            .Where(x => x.TryGetProperty("active_state", out _))
            .Select(x => x.GetProperty("active_state").GetProperty("listener"))
            .Single(x => x.GetProperty("name").GetString() == "virtualInbound");
        return
        [
            .. inbound.GetProperty("filter_chains").EnumerateArray()
                .Where(x => x.TryGetProperty("filter_chain_match", out var match) && match.TryGetProperty("destination_port", out var port) && port.GetInt32() == 9080)
                .Select(x => x.TryGetProperty("transport_socket", out _)),
        ];
    }

    private static ConfigFile Mode(string mode) => new("peers.yaml", $$"""
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default, namespace: istio-system}
        spec:
          mtls: {mode: {{mode}}}
        """);

    private static ConfigFile Allow(string account) => new("allow.yaml", $$"""
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: reviews, namespace: default}
        spec:
          selector: {matchLabels: {app: reviews} }
          action: ALLOW
          rules:
            - from: [{source: {principals: [cluster.local/ns/default/sa/{{account}}]} }]
            - to: [{operation: {hosts: [revision.mesh.test]} }]
        """);
}
