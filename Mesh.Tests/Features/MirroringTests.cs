using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

public sealed class MirroringTests(MeshOfPods mesh) : PodTest(mesh)
{
    [Fact]
    public async Task A_mirror_sees_each_request_and_answers_none()
    {
        const int Requests = 20;
        await Mesh.Configure(Sample("mirroring/reviews-routing.yaml"));

        var answers = await Mesh.Productpage.App.Call(Reviews with { Path = "/mirrored", Count = Requests });

        Assert.All(answers, answer => Assert.Equal((200, "reviews-v1"), (answer.Status, answer.Pod)));
        var seen = await Eventually.Get("the mirror has seen all", TimeSpan.FromSeconds(5), () => Mesh.ReviewsV3.App.Seen(), seen => seen.Count >= Requests);
        Assert.Equal(Requests, seen.Count);
        Assert.All(seen, request => Assert.Equal("/mirrored", request.Path));
        Assert.Empty(await Mesh.ReviewsV2.App.Seen());
    }
}
