using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

public sealed class IngressTests(MeshOfPods mesh) : PodTest(mesh)
{
    private CallRequest Shop => new(Mesh.Ingress.Address, 8080, "bookinfo.example");

    [Fact]
    public async Task The_world_sees_what_the_gateway_shows()
    {
        await Mesh.Configure();

        var page = await Mesh.Outside.Call(Shop with { Path = "/productpage" });
        var api = await Mesh.Outside.Call(Shop with { Path = "/api/v1/products" });

        Assert.Equal((200, "productpage-v1", "/productpage"), (page.Status, page.Pod, page.Echo?.Path));
        Assert.Equal((200, "productpage-v1", "/products"), (api.Status, api.Pod, api.Echo?.Path));
        Assert.Equal(Mesh.Outside.Address, page.Echo?.Header("x-forwarded-for"));
    }

    [Theory]
    [InlineData("bookinfo.example", "/admin")]
    [InlineData("other.example", "/productpage")]
    public async Task The_world_sees_nothing_else(string host, string path)
    {
        await Mesh.Configure();

        var answer = await Mesh.Outside.Call(Shop with { Host = host, Path = path });

        Assert.Equal((404, null), (answer.Status, answer.Pod));
    }
}
