using Mesh.Tests.Fixtures.Pods;
using static Mesh.Tests.Fixtures.Pods.ConfigFile;

namespace Mesh.Tests.Features;

public sealed class EgressTests(MeshOfPods mesh) : PodTest(mesh)
{
    /// <summary>An address that leads nowhere: only who knows the host by its ServiceEntry gets an answer.</summary>
    private static readonly CallRequest Library = new("10.96.255.7", 80, "library.example");

    private static readonly ConfigFile RegistryOnly = new("sidecar.yaml", """
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: default, namespace: default}
        spec:
          outboundTrafficPolicy: {mode: REGISTRY_ONLY}
        """);

    [Fact]
    public async Task A_host_outside_is_reached_by_its_ServiceEntry()
    {
        await Mesh.Configure(Sample("egress/library.yaml"), RegistryOnly);

        var answer = await Mesh.Productpage.Call(Library with { Path = "/books" });

        Assert.Equal((200, "outside", "/books"), (answer.Status, answer.Pod, answer.Echo?.Path));
    }

    [Fact]
    public async Task A_host_that_nobody_entered_is_refused_under_REGISTRY_ONLY()
    {
        await Mesh.Configure(RegistryOnly);

        var answer = await Mesh.Productpage.Call(new(Mesh.Outside.Address, 80, "unknown.example"));

        Assert.Equal((502, null), (answer.Status, answer.Pod));
    }

    [Fact]
    public async Task A_host_that_nobody_entered_is_reached_under_ALLOW_ANY()
    {
        await Mesh.Configure();

        var answer = await Mesh.Productpage.Call(new(Mesh.Outside.Address, 8080, "unknown.example"));

        Assert.Equal((200, "outside"), (answer.Status, answer.Pod));
    }
}
