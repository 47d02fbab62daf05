using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

public sealed class HeaderRoutingTests(MeshOfPods mesh) : PodTest(mesh)
{
    [Theory]
    [InlineData("end-user", "jason", "reviews-v3")]
    [InlineData("end-user", "elaine", "reviews-v1")]
    [InlineData("cookie", "group=b", "reviews-v2")]
    [InlineData("cookie", "theme=dark; group=b; lang=en", "reviews-v2")]
    [InlineData("cookie", "group=blue", "reviews-v1")]
    [InlineData("x-other", "b", "reviews-v1")]
    public async Task Who_asks_decides_on_the_version(string header, string value, string pod)
    {
        await Mesh.Configure(Sample("ab-test/reviews-routing.yaml"));

        var answers = await Mesh.Productpage.App.Call(Reviews.With(header, value) with { Count = 5 });

        Assert.All(answers, answer => Assert.Equal((200, pod), (answer.Status, answer.Pod)));
    }

    [Fact]
    public async Task Headers_are_added_and_removed_on_the_way()
    {
        await Mesh.Configure(new ConfigFile("ratings-routing.yaml", """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: ratings, namespace: default}
            spec:
              hosts: [ratings]
              http:
                - match:
                    - uri: {prefix: /old/}
                  rewrite: {uri: /new/}
                  headers:
                    request:
                      set: {x-added: "yes"}
                      remove: [x-secret]
                    response:
                      add: {x-answered: "yes"}
                  route:
                    - destination: {host: ratings}
                - match:
                    - uri: {exact: /gone}
                  redirect: {uri: /found, redirectCode: 307}
            """));

        var answer = await Mesh.Productpage.Call(Ratings.With("x-secret", "1") with { Path = "/old/stars" });
        var redirect = await Mesh.Productpage.Call(Ratings with { Path = "/gone" });

        Assert.Equal((200, "/new/stars", "yes", null), (answer.Status, answer.Echo?.Path, answer.Echo?.Header("x-added"), answer.Echo?.Header("x-secret")));
        Assert.Equal("yes", answer.Header("x-answered"));
        Assert.Equal((307, "http://ratings:9080/found"), (redirect.Status, redirect.Header("location")));
    }
}
