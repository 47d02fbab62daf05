using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

public sealed class CanaryTests(MeshOfPods mesh) : PodTest(mesh)
{
    /// <summary>Of 1,000 requests 100 are expected at the canary, with a standard deviation of 9.5: a fair draw misses the bounds (57 to 151) once in a million times a side.</summary>
    [Fact]
    public async Task A_tenth_of_the_requests_goes_to_the_canary()
    {
        const int Requests = 1000;
        var (low, high) = Binomial.Bounds(Requests, 0.1, miss: 1e-6);
        await Mesh.Configure(Sample("canary/reviews-routing.yaml"));

        var answers = await Mesh.Productpage.App.Call(Reviews with { Count = Requests, Concurrency = 8, KeepAlive = true });

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var canary = answers.Count(answer => answer.Pod == "reviews-v3");
        Assert.InRange(canary, low, high);
        Assert.Equal(Requests - canary, answers.Count(answer => answer.Pod == "reviews-v1"));
    }
}
