using Mesh.Core.Values;
using Mesh.Tests.Fixtures.Members;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Breaking;

/// <summary>
/// A test that breaks something of a control plane of three members, while hundreds of streams are open and real sidecars carry traffic. Whatever
/// breaks: no request fails, every sidecar is shown the last state in the end, and each history keeps the rules of the protocol at every prefix.
/// </summary>
[Collection(Collection)]
public abstract class BreakingTest(ThreeMembers control) : IAsyncLifetime
{
    public const string Collection = "Three members";

    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(10);

    protected ThreeMembers Control { get; } = control;

    public async ValueTask InitializeAsync()
    {
        if (ThreeMembers.Missing is { } missing) Requirements.Lacks(missing);
        foreach (var member in Control.Members.Take(3))
        {
            if (!member.IsRunning) member.Start();
            await Control.UntilReady(member);
        }
        await Control.StartTraffic();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (ThreeMembers.Missing is not null) return;
        var traffic = await Control.StopTraffic();
        Assert.True(traffic.Failures.Count == 0, $"{traffic.Failures.Count} of {traffic.Ok + traffic.Failures.Count} requests failed, the first: {traffic.Failures.FirstOrDefault()}");
        Assert.True(traffic.Ok > 0);
        // A stream that was led to another member a moment ago is still being answered; what broke a rule has broken it for good.
        await Eventually.Get("every history keeps the rules", AtRest, () => Task.FromResult(Control.Violations().Take(10).ToValueList()), x => x.Count == 0);
    }
}

[CollectionDefinition(BreakingTest.Collection, DisableParallelization = true)]
public sealed class BreakingTestCollection : ICollectionFixture<ThreeMembers>;
