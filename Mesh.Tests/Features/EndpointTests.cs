using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

public sealed class EndpointTests(MeshOfPods mesh) : PodTest(mesh)
{
    private const int Changes = 20;
    private static readonly ConfigFile NoRule = new("reviews-routing.yaml", "# every version gets requests\n");
    private static readonly ConfigFile AllReady = Sample("bookinfo/reviews.yaml");
    private static readonly ConfigFile ThirdNotReady = AllReady with
    {
        Text = AllReady.Text.Replace("[10.244.0.23]\n    conditions: {ready: true, serving: true", "[10.244.0.23]\n    conditions: {ready: false, serving: false"),
    };

    [Fact]
    public async Task A_pod_gets_requests_while_it_is_ready_and_no_request_fails_when_that_changes()
    {
        Assert.NotEqual(AllReady, ThirdNotReady);
        await Mesh.Configure(NoRule);
        await Mesh.Productpage.App.StartLoad(Reviews with { Concurrency = 4 });

        for (var change = 1; change <= Changes; change++)
        {
            var ready = change % 2 == 0;
            var file = ready ? AllReady : ThirdNotReady;
            Mesh.Config.Write(file.Name, file.Text);
            await Eventually.Get(
                $"change {change} has reached the caller", TimeSpan.FromSeconds(10), () => Mesh.Productpage.App.Call(Reviews with { Count = 20 }),
                answers => answers.Any(answer => answer.Pod == "reviews-v3") == ready);
        }
        var load = await Mesh.Productpage.App.StopLoad();

        Assert.Empty(load.Failures);
        Assert.Equal(["reviews-v1", "reviews-v2", "reviews-v3"], load.Pods.Keys.Order());
    }
}
