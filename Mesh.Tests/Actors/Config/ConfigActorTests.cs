using Akka.Actor;
using Mesh.Actors.Config;
using Mesh.Actors.Replication;
using Mesh.Core.Config;
using static Mesh.Actors.Config.ConfigMessages;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Tests.Actors.Config;

public sealed class ConfigActorTests : MeshTestKit
{
    private readonly ScriptedSource _source = new();
    private readonly Observed _observed = new();
    private readonly MeshReplica _replica = new();

    [Fact]
    public async Task A_first_revision_is_published()
    {
        Start();

        _source.Say(new() { Applied = Shop.Whole() });

        await Published(1);
    }

    [Fact]
    public async Task A_change_of_endpoints_goes_to_the_service_that_it_touches()
    {
        Start();
        _source.Say(new() { Applied = Shop.Whole() });
        await Published(1);

        _source.Say(new() { Applied = [Shop.Slice("10.0.0.2", ready: false)] });

        Assert.True((await Published(2)).OnlyEndpoints);
        var seen = await ExpectMsgAsync<ObserveEndpoints>();
        Assert.Equal((Shop.CartHost, 1L, 2L, 1, 0), (seen.Host, seen.Since, seen.Revision, seen.Endpoints, seen.Healthy));
    }

    [Fact]
    public async Task A_change_of_rules_is_published_as_what_differs()
    {
        Start();
        _source.Say(new() { Applied = Shop.Whole() });
        await Published(1);

        _source.Say(new() { Applied = [Shop.DestinationRule()] });

        Assert.Equal(ConfigKind.DestinationRule, Assert.Single((await Published(2)).Delta.Applied).Kind);
    }

    [Fact]
    public async Task A_source_that_breaks_is_watched_anew_and_what_is_known_stays()
    {
        var config = Start();
        _source.Say(new() { Applied = Shop.Whole() });
        await Published(1);

        _source.Break();

        await AwaitAssertAsync(() => Assert.Equal(1, _observed.Lost));
        config.Tell(DescribeConfig.Instance, TestActor);
        Assert.Equal(1, (await ExpectMsgAsync<ConfigReport>()).Counts[ConfigKind.Service]);
        _source.Say(new() { Applied = [Shop.Namespace(), Shop.Service()] });
        Assert.Equal(Shop.Slice("10.0.0.1").Key, Assert.Single((await Published(2)).Delta.Removed));
    }

    [Fact]
    public async Task A_keeper_that_takes_over_goes_on_from_what_its_member_holds_and_changes_nothing_that_is_as_it_was()
    {
        var held = _replica.Lay(41, null, new([.. Shop.Whole(), Shop.DestinationRule()], [], null));
        Start(held);

        _source.Say(new() { Applied = [.. Shop.Whole(), Shop.DestinationRule(maxConnections: 8)], Mesh = MeshConfig.Default });

        var published = await Published(42);
        Assert.Equal(ConfigKind.DestinationRule, Assert.Single(published.Delta.Applied).Kind);
        Assert.Empty(published.Delta.Removed);
        Assert.Same(held.Parts.Services, published.View.Parts.Services);
    }

    [Fact]
    public async Task Revisions_go_on_from_the_last_that_any_member_holds()
    {
        var config = Start();
        _source.Say(new() { Applied = Shop.Whole() });
        await Published(1);

        config.Tell(new RaiseRevision(17));

        Assert.True((await Published(18)).Delta.IsEmpty);
    }

    private async Task<ReplicaMessages.Publish> Published(long revision)
    {
        var publish = await ExpectMsgAsync<ReplicaMessages.Publish>();
        Assert.Equal(revision, publish.View.Revision);
        return publish;
    }

    private IActorRef Start(MeshView? held = null)
    {
        var config = Sys.ActorOf(ConfigActor.Props(_source, _replica, TestActor, TestActor, _observed));
        ExpectMsg<ReplicaMessages.Lead>();
        config.Tell(new ReplicaMessages.Led(held), TestActor);
        return config;
    }
}
