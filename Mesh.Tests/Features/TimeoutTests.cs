using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

public sealed class TimeoutTests(MeshOfPods mesh) : PodTest(mesh)
{
    [Fact]
    public async Task A_caller_waits_as_long_as_the_route_allows()
    {
        await Mesh.Configure(Sample("bookinfo/ratings-routing.yaml"));
        await Mesh.Ratings.App.Behave(delayMs: 10_000);

        var answer = await Mesh.ReviewsV2.Call(Ratings);

        Assert.Equal((504, "upstream request timeout"), (answer.Status, answer.Body));
        Assert.InRange(answer.Ms, 990, 2500);
    }
}
