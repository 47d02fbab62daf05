using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

public sealed class CircuitBreakingTests(MeshOfPods mesh) : PodTest(mesh)
{
    [Fact]
    public async Task More_requests_than_may_wait_are_turned_away_at_once()
    {
        await Mesh.Configure(Sample("circuit-breaking/reviews-routing.yaml"));
        foreach (var pod in (Pod[])[Mesh.ReviewsV1, Mesh.ReviewsV2, Mesh.ReviewsV3]) await pod.App.Behave(delayMs: 400);

        var answers = await Mesh.Productpage.App.Call(Reviews.With("x-test", "overflow") with { Count = 12, Concurrency = 12 });

        var refused = answers.Where(answer => answer.Status == 503).ToList();
        Assert.InRange(refused.Count, 6, 11);
        Assert.Equal(answers.Count - refused.Count, answers.Count(answer => answer.Status == 200));
        Assert.All(refused, answer => Assert.Equal("true", answer.Header("x-envoy-overloaded")));
        Assert.All(refused, answer => Assert.InRange(answer.Ms, 0, 390));
        var logged = await Eventually.Get(
            "the caller's access log tells of each overflow", TimeSpan.FromSeconds(15),
            () => Task.FromResult(File.ReadLines(Mesh.Productpage.Envoy!.Output).Count(line => line == "overflow 503 flags=UO")), count => count >= refused.Count);
        Assert.Equal(refused.Count, logged);
    }

    /// <summary>Envoy gathers changes of health for up to a second (update_merge_window), so the second pod is left alone a little later than the first.</summary>
    [Fact]
    public async Task Pods_that_fail_get_a_rest()
    {
        await Mesh.Configure(Sample("circuit-breaking/reviews-routing.yaml"));
        await Mesh.ReviewsV1.App.Behave(status: 500);
        await Mesh.ReviewsV2.App.Behave(status: 500);

        var first = await Mesh.Productpage.App.Call(Reviews with { Count = 40 });
        var later = await Eventually.Get(
            "only the good pod answers", TimeSpan.FromSeconds(5), () => Mesh.Productpage.App.Call(Reviews with { Count = 20 }),
            answers => answers.All(answer => answer.Pod == "reviews-v3"));

        Assert.InRange(first.Count(answer => answer.Pod == "reviews-v1"), 3, 5);
        Assert.All(later, answer => Assert.Equal(200, answer.Status));
    }
}
