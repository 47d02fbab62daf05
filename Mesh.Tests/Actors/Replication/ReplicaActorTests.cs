using Akka.Actor;
using Mesh.Actors;
using Mesh.Actors.Config;
using Mesh.Actors.Replication;
using Microsoft.Extensions.Time.Testing;
using static Mesh.Actors.Config.ConfigMessages;
using static Mesh.Actors.Replication.ReplicaMessages;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Tests.Actors.Replication;

/// <summary>A member that follows; the test is the one who keeps the configuration.</summary>
public sealed class ReplicaActorTests : MeshTestKit
{
    private static readonly Mark First = new(7, 1);
    private static readonly Mark Second = new(7, 2);
    private static readonly MeshDelta Whole = new([.. Shop.Whole()], [], null);
    private static readonly MeshDelta Rule = new([Shop.DestinationRule()], [], null);

    private readonly MeshReplica _replica = new();
    private readonly Observed _observed = new();
    private readonly Akka.TestKit.TestProbe _model;
    private readonly IActorRef _copy;

    public ReplicaActorTests()
    {
        _model = CreateTestProbe();
        _copy = Sys.ActorOf(ReplicaActor.Props(new(_replica, _model, _observed, new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1)), InCluster: false)));
    }

    [Fact]
    public async Task Whoever_holds_nothing_asks_and_takes_the_whole_state()
    {
        _copy.Tell(new Held(7, 1), TestActor);
        await ExpectMsgAsync(new CatchUp(0, 0));

        Send(Mark.Nothing, First, Whole);

        await ExpectMsgAsync(new Took(7, 1));
        await _model.ExpectMsgAsync(new MeshChanged(1));
        Assert.Equal(1, _replica.Current!.Revision);
    }

    [Fact]
    public async Task A_delta_that_fits_is_taken_and_one_of_endpoints_names_their_host()
    {
        await HoldFirst();

        Send(First, Second, new([Shop.Slice("10.0.0.7")], [], null));

        await ExpectMsgAsync(new Took(7, 2));
        await _model.ExpectMsgAsync(new EndpointsChanged(Shop.CartHost, 2));
        Assert.Equal("10.0.0.7", _replica.EndpointsOf(Shop.CartHost).All[0].Address);
    }

    [Fact]
    public async Task A_gap_is_noticed_and_asked_for()
    {
        await HoldFirst();

        Send(Second, new(7, 3), Rule);

        await ExpectMsgAsync(new CatchUp(7, 1));
        Assert.Equal(1, _replica.Current!.Revision);
    }

    [Fact]
    public async Task A_lost_last_change_is_noticed_when_the_keeper_says_what_there_is()
    {
        await HoldFirst();

        _copy.Tell(new Held(7, 2), TestActor);

        await ExpectMsgAsync(new CatchUp(7, 1));
    }

    [Fact]
    public async Task What_is_old_is_dropped()
    {
        await HoldFirst();
        Send(First, Second, Rule);
        await ExpectMsgAsync(new Took(7, 2));

        Send(First, Second, Rule);
        Send(new(6, 1), new(6, 9), new([], [Shop.DestinationRule().Key], null));
        _copy.Tell(new Held(6, 9), TestActor);
        _copy.Tell(new Held(7, 2), TestActor);

        await ExpectMsgAsync(new Took(7, 2));
        Assert.Equal(2, _replica.Current!.Revision);
    }

    [Fact]
    public async Task A_new_keeper_that_goes_on_from_the_same_state_changes_nothing()
    {
        await HoldFirst();
        var held = _replica.Current!.Parts;

        Send(First, new(8, 1), MeshDelta.None);

        await ExpectMsgAsync(new Took(8, 1));
        Assert.Same(held.Configs, _replica.Current!.Parts.Configs);
        await _model.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Parts_of_a_delta_are_put_together_and_a_torn_one_is_asked_for_again()
    {
        await HoldFirst();
        var part = new PublishedDelta(First, Second, Rule).Parts.Single();
        var half = part.Data.Length / 2;

        _copy.Tell(part with { Count = 2, Data = part.Data[..half] }, TestActor);
        _copy.Tell(part with { Count = 2, Index = 1, Data = part.Data[half..] }, TestActor);

        await ExpectMsgAsync(new Took(7, 2));
    }

    [Fact]
    public async Task What_can_not_be_read_leaves_the_copy_as_it_is_and_only_the_whole_state_will_do()
    {
        await HoldFirst();

        _copy.Tell(new RevisionPart(7, 2, 7, 1, 0, 1, "nonsense"), TestActor);
        await AwaitAssertAsync(() => Assert.Single(_observed.Failures));
        _copy.Tell(new Held(7, 2), TestActor);

        await ExpectMsgAsync(new CatchUp(0, 0));
        Assert.Equal(1, _replica.Current!.Revision);
    }

    [Fact]
    public async Task A_keeper_that_begins_here_is_given_what_is_held_and_a_later_term_than_any_heard_of()
    {
        await HoldFirst();

        _copy.Tell(Lead.Instance, TestActor);
        Assert.Same(_replica.Current, (await ExpectMsgAsync<Led>()).View);

        Send(First, Second, Rule);
        _copy.Tell(new Held(7, 2), TestActor);
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        Assert.Equal(1, _replica.Current!.Revision);
    }

    [Fact]
    public async Task What_the_keeper_publishes_is_shown_to_the_model_here()
    {
        _copy.Tell(Lead.Instance, TestActor);
        await ExpectMsgAsync<Led>();

        _copy.Tell(new Publish(_replica.Lay(1, null, Whole), Whole, OnlyEndpoints: false, []), TestActor);

        await _model.ExpectMsgAsync(new MeshChanged(1));
    }

    private async Task HoldFirst()
    {
        Send(Mark.Nothing, First, Whole);
        await ExpectMsgAsync(new Took(7, 1));
        await _model.ExpectMsgAsync<MeshChanged>();
    }

    private void Send(Mark before, Mark after, MeshDelta delta)
    {
        foreach (var part in new PublishedDelta(before, after, delta).Parts) _copy.Tell(part, TestActor);
    }
}
