using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

/// <summary>samples/policy/rate-limits.yaml, asked for by real Envoys.</summary>
public sealed class RateLimitTests(MeshOfPods mesh) : PodTest(mesh)
{
    [Fact]
    public async Task All_sidecars_of_a_service_share_one_limit_for_each_user()
    {
        await Mesh.Configure(ConfigFile.Sample("policy/rate-limits.yaml"), PolicyEndpoint.Of(Mesh));
        // The window is the minute of the clock: the test must not run over its end.
        var user = $"ann-{Guid.NewGuid()}";

        var statuses = new List<int?>();
        for (var i = 0; i < 12; i++) statuses.Add((await Mesh.Productpage.Call(Reviews.With("x-user", user))).Status);

        Assert.InRange(statuses.Count(x => x == 200), 5, 10);
        Assert.Equal(12, statuses.Count(x => x == 200) + statuses.Count(x => x == 429));
    }

    [Fact]
    public async Task Who_is_not_limited_is_not_held_up()
    {
        await Mesh.Configure(ConfigFile.Sample("policy/rate-limits.yaml"), PolicyEndpoint.Of(Mesh));

        foreach (var call in (CallRequest[])[Reviews, Reviews.With("x-user", "tester")])
        {
            for (var i = 0; i < 8; i++) Assert.Equal(200, (await Mesh.Productpage.Call(call)).Status);
        }
    }
}
