using System.Globalization;
using System.Text.Json;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

/// <summary>Roots are replaced under traffic where every request makes a handshake of its own.</summary>
public sealed class RootRotationTests(MeshOfPods mesh, ITestOutputHelper output) : PodTest(mesh)
{
    private const int Rotations = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Rule09_Not_one_handshake_fails_while_the_root_is_replaced_twenty_times()
    {
        await Mesh.Configure(OneRequestAConnection.File);
        var before = await Handshakes(Mesh.Productpage);
        await Mesh.Productpage.App.StartLoad(Reviews with { Concurrency = 2 });

        var roots = new HashSet<string> { await Eventually.Get("the roots are at rest", Patience, SteadyRoot, root => root is not null) ?? "" };
        for (var i = 0; i < Rotations; i++)
        {
            await Mesh.ControlPlane.Do("/debug/ca/rotate");
            roots.Add(await Eventually.Get($"rotation {i + 1} is over", Patience, SteadyRoot, root => root is not null && !roots.Contains(root)) ?? "");
        }
        var load = await Mesh.Productpage.App.StopLoad();

        var after = await Handshakes(Mesh.Productpage);
        output.WriteLine($"{Rotations} rotations; {load.Ok} requests answered, {load.Failures.Count} failed; {after.Good - before.Good} handshakes, {after.Bad - before.Bad} failed");
        Assert.Equal(Rotations + 1, roots.Count);
        Assert.Empty(load.Failures);
        Assert.Equal(before.Bad, after.Bad);
        Assert.InRange(after.Good - before.Good, load.Ok, int.MaxValue);
    }

    [Fact]
    public async Task A_stolen_root_is_gone_and_everybody_renewed_within_seconds()
    {
        await Mesh.Configure();
        var stolen = await Eventually.Get("the roots are at rest", Patience, SteadyRoot, root => root is not null);

        await Mesh.ControlPlane.Do("/debug/ca/taint");

        await Eventually.Get("another root signs, alone", Patience, SteadyRoot, root => root is not null && root != stolen);
        Assert.Equal(200, (await Mesh.Productpage.Call(Reviews)).Status);
    }

    /// <returns>null while a change is under way.</returns>
    private async Task<string?> SteadyRoot()
    {
        using var status = JsonDocument.Parse(await Mesh.ControlPlane.Page("/debug/ca"));
        return status.RootElement.GetProperty("phase").GetString() == "Steady" ? status.RootElement.GetProperty("roots")[0].GetProperty("fingerprint").GetString() : null;
    }

    private static async Task<(long Good, long Bad)> Handshakes(Pod pod)
    {
        var lines = (await pod.EnvoyPage("/stats?filter=9080.*reviews.*ssl")).Split('\n');
        return (Sum(lines, "ssl.handshake:"), Sum(lines, "ssl.connection_error:") + Sum(lines, "ssl.fail_verify_error:") + Sum(lines, "ssl.fail_verify_san:") + Sum(lines, "ssl.fail_verify_no_cert:"));
    }

    private static long Sum(IEnumerable<string> lines, string name) =>
        lines.Where(x => x.Contains(name, StringComparison.Ordinal)).Sum(x => long.Parse(x[(x.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture));
}
