using System.Threading.Channels;
using Mesh.Actors.Config;
using Mesh.Actors.Models;
using Mesh.Core.Config;
using Mesh.Core.Telemetry;
using Mesh.Tests.Core.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Actors.Config;

/// <summary>STRICT is held against the plaintext that was seen.</summary>
public sealed class GuardedConfigSourceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<ConfigChanges> _source = Channel.CreateUnbounded<ConfigChanges>();
    private IReadOnlyList<PlaintextEdge> _seen = [Edge("batch", "cart")];
    private bool _isAway;

    [Fact]
    public async Task A_switch_to_STRICT_is_refused_while_somebody_speaks_plaintext_and_the_last_good_one_stays()
    {
        await using var watch = await Start(StrictGuardMode.Deny, Policy("PERMISSIVE"));

        var refused = await Next(watch, new ConfigChanges { Applied = [Policy("STRICT")] });

        Assert.Equal(MutualTlsMode.Permissive, ModeOf(Assert.Single(refused.Applied)));
        var error = Assert.Single(Assert.Single(refused.Refused!).Errors);
        Assert.Equal("spec.mtls.mode", error.Field);
        Assert.Contains("shop/batch to shop/cart (17 requests", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_refused_is_taken_when_nobody_speaks_plaintext_any_more()
    {
        await using var watch = await Start(StrictGuardMode.Deny, Policy("PERMISSIVE"));
        await Next(watch, new ConfigChanges { Applied = [Policy("STRICT")] });
        _seen = [];

        var next = watch.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        Assert.True(await next);
        Assert.Equal(MutualTlsMode.Strict, ModeOf(Assert.Single(watch.Current.Applied)));
        Assert.Empty(watch.Current.Refused!);
    }

    [Fact]
    public async Task With_warnings_it_is_taken_and_told()
    {
        await using var watch = await Start(StrictGuardMode.Warn, Policy("PERMISSIVE"));

        var taken = await Next(watch, new ConfigChanges { Applied = [Policy("STRICT")] });

        Assert.Equal(MutualTlsMode.Strict, ModeOf(Assert.Single(taken.Applied)));
        Assert.Single(taken.Warnings!);
        Assert.Empty(taken.Refused!);
    }

    [Fact]
    public async Task What_concerns_nobody_is_taken()
    {
        _seen = [Edge("batch", "elsewhere", "bank")];
        await using var watch = await Start(StrictGuardMode.Deny, Policy("PERMISSIVE"));

        Assert.Equal(MutualTlsMode.Strict, ModeOf(Assert.Single((await Next(watch, new ConfigChanges { Applied = [Policy("STRICT")] })).Applied)));
    }

    [Fact]
    public async Task What_was_STRICT_before_is_no_switch()
    {
        await using var watch = await Start(StrictGuardMode.Deny, Policy("STRICT"));

        var taken = await Next(watch, new ConfigChanges { Applied = [Policy("STRICT", name: "other"), Policy("STRICT")] });

        Assert.Equal(2, taken.Applied.Count);
    }

    [Fact]
    public async Task A_new_STRICT_object_is_left_out_and_taken_away_with_its_file()
    {
        await using var watch = await Start(StrictGuardMode.Deny);
        var refused = await Next(watch, new ConfigChanges { Applied = [Policy("STRICT")] });
        Assert.Empty(refused.Applied);

        var gone = await Next(watch, new ConfigChanges { Removed = [Policy("STRICT").Key] });

        Assert.Empty(gone.Refused!);
    }

    [Fact]
    public async Task A_refusal_of_the_source_stays_beside_ours()
    {
        await using var watch = await Start(StrictGuardMode.Deny, Policy("PERMISSIVE"));
        var other = new RefusedObject("VirtualService shop/x", new("x.yaml", 1), [new("spec", "is missing")]);

        var refused = await Next(watch, new ConfigChanges { Applied = [Policy("STRICT")], Refused = [other] });

        Assert.Equal(2, refused.Refused!.Count);
    }

    [Fact]
    public async Task What_can_not_be_looked_at_is_taken()
    {
        _isAway = true;
        await using var watch = await Start(StrictGuardMode.Deny, Policy("PERMISSIVE"));

        Assert.Equal(MutualTlsMode.Strict, ModeOf(Assert.Single((await Next(watch, new ConfigChanges { Applied = [Policy("STRICT")] })).Applied)));
    }

    private async Task<IAsyncEnumerator<ConfigChanges>> Start(StrictGuardMode mode, params ConfigObject[] first)
    {
        var guarded = new GuardedConfigSource(
            new Source(_source.Reader),
            new CurrentMesh(),
            new(mode, TimeSpan.FromHours(1)),
            _ => _isAway ? Task.FromException<IReadOnlyList<PlaintextEdge>>(new IOException("away")) : Task.FromResult(_seen),
            _time);
        var watch = guarded.Watch(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await Next(watch, new ConfigChanges { Applied = first });
        return watch;
    }

    private async Task<ConfigChanges> Next(IAsyncEnumerator<ConfigChanges> watch, ConfigChanges changes)
    {
        await _source.Writer.WriteAsync(changes, TestContext.Current.CancellationToken);
        Assert.True(await watch.MoveNextAsync());
        return watch.Current;
    }

    private static PlaintextEdge Edge(string source, string destination, string @namespace = "shop") =>
        new(Series.Peer(source), Series.Peer(destination) with { Namespace = @namespace }, "cart", "http", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 17, 0);

    private static MutualTlsMode? ModeOf(ConfigObject policy) => ((ConfigObject<PeerAuthentication>)policy).Spec.Mtls?.Mode;

    private static ConfigObject Policy(string mode, string name = "default") => Assert.Single(ConfigReader.Read("policy.yaml", $$"""
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: {{name}}, namespace: shop}
        spec: {mtls: {mode: {{mode}} } }
        """)).Object!;

    private sealed class Source(ChannelReader<ConfigChanges> changes) : IConfigSource
    {
        public string Description => "a test";

        public IAsyncEnumerable<ConfigChanges> Watch(CancellationToken cancel) => changes.ReadAllAsync(cancel);
    }
}
