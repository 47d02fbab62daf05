using Mesh.Core.Xds;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

public sealed class ChangeUnderLoadTests(MeshOfPods mesh, ITestOutputHelper output) : PodTest(mesh)
{
    private const int Changes = 50;

    /// <summary>
    /// The subset has another name each time, so that each change takes a cluster away and brings a new one, and the two objects arrive one after the
    /// other, in either order: for a moment the route names a cluster that is not there yet, or not there any more.
    /// </summary>
    [Theory]
    [InlineData(StreamKind.Delta)]
    [InlineData(StreamKind.StateOfTheWorld)]
    public async Task Not_one_request_fails_while_a_VirtualService_and_its_DestinationRule_change_together(StreamKind caller)
    {
        var pod = caller == StreamKind.Delta ? Mesh.Productpage : Mesh.ReviewsV2;
        await Mesh.Configure(Rule(0), Route(0));
        await pod.App.StartLoad(Reviews with { Concurrency = 6 });

        for (var change = 1; change <= Changes; change++)
        {
            ConfigFile[] files = change % 2 == 0 ? [Rule(change), Route(change)] : [Route(change), Rule(change)];
            foreach (var file in files) Mesh.Config.Write(file.Name, file.Text);
            await Eventually.Get($"change {change} has reached the caller", TimeSpan.FromSeconds(20), () => Version(pod), version => version == $"change-{change}");
        }
        var load = await pod.App.StopLoad();

        output.WriteLine($"{load.Ok} requests answered, {load.Failures.Count} failed");
        Assert.Empty(load.Failures);
        Assert.InRange(load.Ok, Changes, int.MaxValue);
        Assert.Equal(["reviews-v1", "reviews-v2"], load.Pods.Keys.Order());
    }

    private static async Task<string?> Version(Pod pod) => (await pod.Call(Reviews)).Header("x-change");

    private static ConfigFile Rule(int change) => new("reviews-routing.yaml", $$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: reviews, namespace: default}
        spec:
          host: reviews
          subsets:
            - name: change-{{change}}
              labels: {version: v{{1 + change % 2}}}
        """);

    private static ConfigFile Route(int change) => new("reviews-route.yaml", $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: default}
        spec:
          hosts: [reviews]
          http:
            - route:
                - destination: {host: reviews, subset: change-{{change}}}
              headers:
                response:
                  set: {x-change: change-{{change}}}
        """);
}
