using CsCheck;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;

namespace Mesh.Tests.Core.Xds;

/// <summary>
/// A client that follows its configuration as Envoy does, through random worlds, with answers that come late, refuse, or do not come: at no
/// moment does it hold a route or listener that names a cluster which it was not sent, and in the end it holds the last world.
/// </summary>
public sealed class MakeBeforeBreakTests
{
    private const int Runs = 600;

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 99], Gen.Int[0, int.MaxValue]).Select((dice, seed) => new Step(dice, seed));

    private sealed record Step(int Dice, int Seed);

    [Theory, InlineData(StreamKind.StateOfTheWorld), InlineData(StreamKind.Delta)]
    [Trait("Rule", "58"), Trait("Rule", "64")]
    public Task No_prefix_of_the_responses_leaves_a_route_without_its_cluster(StreamKind kind) =>
        Steps.Array[1, 40].SampleAsync(steps => Play(kind, steps), iter: Runs);

    private static async Task Play(StreamKind kind, Step[] steps)
    {
        await using var wire = new XdsDirectWire(kind);
        var follower = new XdsFollower(new XdsClient(wire));
        await wire.Set(World(new Random(steps[0].Seed)));
        await follower.Start();
        foreach (var step in steps)
        {
            switch (step.Dice)
            {
                case < 30:
                    await wire.Set(World(new Random(step.Seed)));
                    break;
                case < 33:
                    await wire.Pass(StreamOptions.Default.StageTimeout);
                    break;
                case < 40:
                    await follower.Answer(refuse: true, applies: step.Seed % 2 == 0);
                    break;
                default:
                    await follower.Answer(refuse: false, applies: true);
                    break;
            }
        }

        // Then everything changes once more and everything is accepted: nothing of the past stays.
        var last = World(new Random(steps[^1].Seed), content: 99);
        await wire.Set(last);
        await follower.Settle();
        follower.HoldsJust(last);
    }

    private static XdsSnapshot World(Random random, int? content = null)
    {
        int Content() => content ?? random.Next(1, 4);
        var clusters = Enumerable.Range(0, 6).Where(_ => random.Next(3) > 0).Select(i => $"c{i}").ToArray();
        var routes = Enumerable.Range(0, 3).Select(i => $"r{i}").ToArray();
        return XdsSnapshot.Empty
            .With(XdsResourceSet.Of(XdsType.Cluster, clusters.Select(x => random.Next(4) == 0 ? Dns(x, Content()) : Eds(x, Content()))))
            .With(XdsResourceSet.Of(XdsType.Endpoint, clusters.Where(_ => content is not null || random.Next(4) > 0).Select(x => Endpoints(x, Content()))))
            .With(XdsResourceSet.Of(XdsType.Listener, Enumerable.Range(0, 4).Where(_ => random.Next(4) > 0).Select(i =>
                clusters.Length > 0 && random.Next(3) == 0
                    ? TcpListener($"l{i}", clusters[random.Next(clusters.Length)], Content())
                    : Listener($"l{i}", routes[random.Next(routes.Length)], Content()))))
            .With(XdsResourceSet.Of(XdsType.Route, routes.Select(x => RouteOf(x, Content(), [.. clusters.Where(_ => random.Next(2) == 0)]))));
    }
}
