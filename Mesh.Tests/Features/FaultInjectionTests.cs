using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

public sealed class FaultInjectionTests(MeshOfPods mesh) : PodTest(mesh)
{
    [Fact]
    public async Task A_delay_holds_a_request_back_and_then_lets_it_pass()
    {
        await Mesh.Configure(Sample("fault-injection/ratings-routing.yaml"));

        var delayed = await Mesh.ReviewsV2.Call(Ratings.With("end-user", "jason"));
        var others = await Mesh.ReviewsV2.Call(Ratings);

        Assert.Equal((200, "ratings-v1"), (delayed.Status, delayed.Pod));
        Assert.InRange(delayed.Ms, 1990, 3500);
        Assert.Equal(200, others.Status);
        Assert.InRange(others.Ms, 0, 1500);
    }

    [Fact]
    public async Task An_abort_answers_in_place_of_the_service()
    {
        await Mesh.Configure(Sample("fault-injection/ratings-routing.yaml"));

        var aborted = await Mesh.ReviewsV2.Call(Ratings.With("end-user", "elaine"));

        Assert.Equal((503, "fault filter abort"), (aborted.Status, aborted.Body));
        Assert.Empty(await Mesh.Ratings.App.Seen());
    }
}
