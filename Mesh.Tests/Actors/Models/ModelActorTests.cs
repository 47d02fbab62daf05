using Akka.Actor;
using Mesh.Actors.Config;
using Mesh.Actors.Models;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Security.Jwks;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Actors.Config.ConfigMessages;
using static Mesh.Actors.Jwks.JwksMessages;
using static Mesh.Actors.Models.ModelMessages;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Tests.Actors.Models;

public sealed class ModelActorTests : MeshTestKit
{
    private readonly MeshReplica _replica = new();
    private readonly CurrentMesh _current = new();
    private readonly Observed _observed = new();
    private ConfigSet _configs = ConfigSet.Empty;
    private long _revision;

    [Fact]
    public async Task A_proxy_waits_for_the_first_model_and_is_then_told_its_world()
    {
        var model = Start();
        model.Tell(new Register(Shop.Proxy()), TestActor);

        Change(model, Shop.Whole());

        Assert.NotNull(await ExpectMsgAsync<SnapshotChanged>());
        Assert.NotNull(_current.Model);
        Assert.Empty(_observed.Failures);
    }

    [Fact]
    public async Task Proxies_of_one_class_share_one_snapshot()
    {
        var model = Start();
        Change(model, Shop.Whole());
        var other = CreateTestProbe();

        model.Tell(new Register(Shop.Proxy("web-1")), TestActor);
        model.Tell(new Register(Shop.Proxy("web-2")), other);

        var first = await ExpectMsgAsync<SnapshotChanged>();
        var second = await other.ExpectMsgAsync<SnapshotChanged>();
        Assert.Same(first.Snapshot, second.Snapshot);
    }

    [Fact]
    public async Task A_change_of_endpoints_builds_no_model_anew()
    {
        var model = Start();
        Change(model, Shop.Whole());
        await AwaitAssertAsync(() => Assert.NotNull(_current.Model));
        var parts = _current.Model!.Parts;

        Advance([Shop.Slice("10.0.0.2")]);
        model.Tell(new EndpointsChanged(Shop.CartHost, _revision));

        await AwaitAssertAsync(() => Assert.Equal("10.0.0.2", _current.Model.EndpointsOf(Shop.CartHost).All.Single().Address));
        Assert.Same(parts, _current.Model.Parts);
    }

    [Fact]
    public async Task The_first_model_waits_for_the_keys_that_its_policies_name()
    {
        var desk = CreateTestProbe();
        var model = Start(desk);
        Change(model, [.. Shop.Whole(), Shop.RequestAuthentication("https://issuer.test/keys")]);
        var want = await desk.ExpectMsgAsync<WantKeys>();
        model.Tell(new Register(Shop.Proxy()), TestActor);
        Assert.Null(_current.Model);

        model.Tell(new BookChanged(JwksBook.Empty, Settled: true), desk);

        Assert.NotNull(await ExpectMsgAsync<SnapshotChanged>());
        Assert.Equal([new("https://issuer.test/keys", false)], want.Sources);
        Assert.NotNull(_current.Model);
    }

    [Fact]
    public async Task Nor_does_it_wait_for_ever()
    {
        var model = Start(CreateTestProbe());
        model.Tell(new Register(Shop.Proxy()), TestActor);

        Change(model, [.. Shop.Whole(), Shop.RequestAuthentication("https://issuer.test/keys")]);

        await ExpectMsgAsync<SnapshotChanged>(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Keys_that_come_later_reach_proxies()
    {
        using var issuer = new TokenIssuer("https://issuer.test");
        var desk = CreateTestProbe();
        var model = Start(desk);
        Change(model, [.. Shop.Whole(), Shop.RequestAuthentication("https://issuer.test/keys")]);
        model.Tell(new BookChanged(JwksBook.Empty, Settled: true), desk);
        model.Tell(new Register(Shop.Proxy()), TestActor);
        var before = await ExpectMsgAsync<SnapshotChanged>();

        model.Tell(new BookChanged(JwksBook.Empty.With(new("https://issuer.test/keys", false), JwksKeys.Read(issuer.KeySet).Keys!), Settled: true), desk);

        var after = await ExpectMsgAsync<SnapshotChanged>();
        Assert.NotSame(before.Snapshot, after.Snapshot);
    }

    [Fact]
    public async Task Revisions_of_the_model_only_grow()
    {
        var model = Start();
        Change(model, Shop.Whole());
        await AwaitAssertAsync(() => Assert.NotNull(_current.Model));
        var seen = new List<long> { _current.Model!.Revision };

        for (var i = 2; i < 6; i++)
        {
            Advance([Shop.Slice($"10.0.0.{i}")]);
            model.Tell(new EndpointsChanged(Shop.CartHost, _revision));
            Change(model, [Shop.DestinationRule(i)]);
            var last = $"10.0.0.{i}";
            await AwaitAssertAsync(() => Assert.Equal(last, _current.Model.EndpointsOf(Shop.CartHost).All.Single().Address));
            seen.Add(_current.Model.Revision);
        }

        Assert.Equal(seen.Order(), seen);
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    private IActorRef Start(IActorRef? jwks = null) =>
        Sys.ActorOf(ModelActor.Props(new(_replica, _current, _observed, TimeProvider.System, PipelineOptions.Default, 2, jwks ?? ActorRefs.Nobody, TimeSpan.FromSeconds(1))));

    private void Change(IActorRef model, IReadOnlyList<ConfigObject> objects)
    {
        Advance(objects);
        model.Tell(new MeshChanged(_revision));
    }

    private void Advance(IReadOnlyList<ConfigObject> objects)
    {
        _configs = _configs.With(objects, []);
        _replica.Advance(++_revision, _configs, Mesh);
    }

    private static readonly MeshConfig Mesh = new();
}
