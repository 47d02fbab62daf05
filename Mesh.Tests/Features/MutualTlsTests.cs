using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

public sealed class MutualTlsTests(MeshOfPods mesh) : PodTest(mesh)
{
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
    public async Task Who_has_no_sidecar_is_let_in_as_plain_text()
    {
        await Mesh.Configure();

        var answer = await Mesh.Outside.Call(new(Mesh.ReviewsV1.Address, 9080, "reviews:9080"));

        Assert.Equal((200, "reviews-v1"), (answer.Status, answer.Pod));
        Assert.Null(answer.Echo?.Header("x-forwarded-client-cert"));
    }
}
