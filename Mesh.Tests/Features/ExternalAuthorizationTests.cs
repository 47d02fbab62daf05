using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

/// <summary>samples/policy/external-authorization.yaml: Mixer's rules, asked for by real Envoys.</summary>
public sealed class ExternalAuthorizationTests(MeshOfPods mesh) : PodTest(mesh)
{
    private static readonly ConfigFile Provider = new("test-mesh.yaml", File.ReadAllText(Path.Combine(Repository.Root, "Mesh.Tests/Fixtures/Pods/test-mesh.yaml"))
        .Replace("    accessLogFile:", "    extensionProviders:\n    - name: actormesh\n      envoyExtAuthzGrpc: {service: actormesh.istio-system.svc.cluster.local, port: 15010}\n    accessLogFile:", StringComparison.Ordinal));

    [Fact]
    public async Task A_denier_and_a_list_decide_who_gets_through()
    {
        await Mesh.Configure(Provider, ConfigFile.Sample("policy/external-authorization.yaml"), PolicyEndpoint.Of(Mesh));

        var person = await Mesh.Productpage.Call(Reviews);
        var bot = await Mesh.Productpage.Call(Reviews.With("user-agent", "bot/1.0"));
        var stranger = await Mesh.Outside.Call(new(Mesh.ReviewsV1.Address, 9080, "reviews:9080"));

        Assert.Equal(200, person.Status);
        Assert.Equal((403, "PermissionDenied:no-bots.default:no bots"), (bot.Status, bot.Body));
        Assert.Equal((404, $"NotFound:pods-only.default:{Mesh.Outside.Address} is not whitelisted"), (stranger.Status, stranger.Body));
    }
}
