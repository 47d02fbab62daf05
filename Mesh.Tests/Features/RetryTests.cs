using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

public sealed class RetryTests(MeshOfPods mesh) : PodTest(mesh)
{
    [Fact]
    public async Task A_failing_call_is_made_again()
    {
        await Mesh.Configure(Sample("retries/ratings-routing.yaml"));
        await Mesh.Ratings.App.Behave(status: 500, times: 3);

        var answer = await Mesh.ReviewsV2.Call(Ratings);

        Assert.Equal((200, "ratings-v1"), (answer.Status, answer.Pod));
        Assert.Equal(4, (await Mesh.Ratings.App.Seen()).Count);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_given_up_for_another()
    {
        await Mesh.Configure(Sample("retries/ratings-routing.yaml"));
        await Mesh.Ratings.App.Behave(delayMs: 5000, times: 1);

        var answer = await Mesh.ReviewsV2.Call(Ratings);

        Assert.Equal(200, answer.Status);
        Assert.InRange(answer.Ms, 290, 1000);
        Assert.Equal(2, (await Mesh.Ratings.App.Seen()).Count);
    }

    [Fact]
    public async Task Without_attempts_the_first_failure_is_the_answer()
    {
        await Mesh.Configure(new ConfigFile("ratings-routing.yaml", """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: ratings, namespace: default}
            spec:
              hosts: [ratings]
              http:
                - retries: {attempts: 0}
                  route:
                    - destination: {host: ratings}
            """));
        await Mesh.Ratings.App.Behave(status: 503, times: 1);

        var answers = await Mesh.ReviewsV2.App.Call(Ratings with { Count = 2 });

        Assert.Equal([503, 200], answers.Select(answer => answer.Status!.Value));
    }
}
