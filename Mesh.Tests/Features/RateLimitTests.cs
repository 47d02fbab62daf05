using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

/// <summary>samples/policy/rate-limits.yaml, asked for by real Envoys.</summary>
public sealed class RateLimitTests(MeshOfPods mesh) : PodTest(mesh)
{
    [Fact]
    public async Task All_sidecars_of_a_service_share_one_limit_for_each_user()
    {
        await Mesh.Configure(ConfigFile.Sample("policy/rate-limits.yaml"), PolicyEndpoint.Of(Mesh));
        var user = $"ann-{Guid.NewGuid()}";
        // Straight to the pods, by a connection each: one that is open already goes on by the configuration of its time.
        var pods = new[] { Mesh.ReviewsV1, Mesh.ReviewsV2, Mesh.ReviewsV3 };

        var statuses = new List<int?>();
        for (var i = 0; i < 12; i++) statuses.Add((await Mesh.Outside.Call(new CallRequest(pods[i % 3].Address, 9080, "reviews:9080").With("x-user", user))).Status);

        // Twice the limit, should the minute of the clock turn in between.
        Assert.InRange(statuses.Count(x => x == 200), 5, 10);
        Assert.Equal(12, statuses.Count(x => x == 200) + statuses.Count(x => x == 429));
    }

    [Fact]
    public async Task Who_is_not_limited_is_not_held_up()
    {
        await Mesh.Configure(ConfigFile.Sample("policy/rate-limits.yaml"), PolicyEndpoint.Of(Mesh));

        var call = new CallRequest(Mesh.ReviewsV1.Address, 9080, "reviews:9080");
        foreach (var free in (CallRequest[])[call, call.With("x-user", "tester")])
        {
            for (var i = 0; i < 8; i++) Assert.Equal(200, (await Mesh.Outside.Call(free)).Status);
        }
    }
}
