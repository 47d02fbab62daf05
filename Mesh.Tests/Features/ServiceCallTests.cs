using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

public sealed class ServiceCallTests(MeshOfPods mesh) : PodTest(mesh)
{
    [Fact]
    public async Task A_service_is_called_by_its_cluster_address()
    {
        await Mesh.Configure();

        var answer = await Mesh.Productpage.Call(Ratings with { Path = "/ratings/7" });

        Assert.Equal((200, "ratings-v1", "/ratings/7"), (answer.Status, answer.Pod, answer.Echo?.Path));
    }

    [Theory]
    [InlineData("reviews")]
    [InlineData("reviews.default")]
    [InlineData("reviews.default.svc")]
    [InlineData("reviews.default.svc.cluster.local:9080")]
    [InlineData("10.96.0.12")]
    public async Task A_service_answers_to_each_of_its_names(string host)
    {
        await Mesh.Configure();

        var answer = await Mesh.Productpage.Call(Reviews with { Host = host });

        Assert.Equal((200, "reviews-v1"), (answer.Status, answer.Pod));
    }

    [Fact]
    public async Task Without_a_rule_every_version_gets_requests()
    {
        await Mesh.Configure(new ConfigFile("reviews-routing.yaml", "# no rule for reviews\n"));

        var answers = await Mesh.Productpage.App.Call(Reviews with { Count = 60 });

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(["reviews-v1", "reviews-v2", "reviews-v3"], answers.Select(answer => answer.Pod).Distinct().Order());
    }

    [Fact]
    public async Task Bytes_of_a_TCP_service_arrive_as_they_are()
    {
        await Mesh.Configure();

        var echo = await Mesh.Productpage.App.Tcp("10.96.0.30", 9000, "five stars");

        Assert.Equal("ratings-v1: five stars", echo);
    }

    [Fact]
    public async Task An_application_reaches_itself_through_its_service()
    {
        await Mesh.Configure();

        var answer = await Mesh.Ratings.Call(Ratings);

        Assert.Equal((200, "ratings-v1"), (answer.Status, answer.Pod));
    }
}
