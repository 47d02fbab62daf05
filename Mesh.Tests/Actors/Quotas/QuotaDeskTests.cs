using Akka.Actor;
using Mesh.Actors.Quotas;
using Mesh.Core.Quotas;
using Microsoft.Extensions.Time.Testing;
using static Mesh.Actors.Quotas.QuotaMessages;

namespace Mesh.Tests.Actors.Quotas;

public sealed class QuotaDeskTests : MeshTestKit
{
    private const string Key = "shop|user=ann";
    private static readonly QuotaLimit Limit = QuotaLimit.Fixed(100, TimeSpan.FromMinutes(1));

    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryQuotaStore _store = new();

    [Fact]
    public async Task The_first_asks_and_those_after_it_do_not()
    {
        var desk = Desk(TestActor);

        var first = desk.TakeAsync(Key, Limit, 1);
        await ExpectMsgAsync(new TakeLease(Key, Limit, 1, 1));
        LastSender.Tell(new Leased(Key, new(1, 3, 97, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), false));

        Assert.Equal(new(1, 99, TimeSpan.FromMinutes(1)), await first);
        Assert.Equal(new(1, 98, TimeSpan.FromMinutes(1)), await desk.TakeAsync(Key, Limit, 1));
    }

    [Fact]
    public async Task All_who_wait_share_one_request()
    {
        var desk = Desk(TestActor);

        var waiting = Enumerable.Range(0, 5).Select(_ => desk.TakeAsync(Key, Limit, 2).AsTask()).ToArray();
        await ExpectMsgAsync<TakeLease>();
        LastSender.Tell(new Leased(Key, new(1, 2, 98, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), false));
        await ExpectMsgAsync(new TakeLease(Key, Limit, 1, 8));
        LastSender.Tell(new Leased(Key, new(1, 8, 90, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), false));

        Assert.All(await Task.WhenAll(waiting), x => Assert.Equal(2, x.Granted));
    }

    [Fact]
    public async Task Several_desks_admit_exactly_the_limit_and_refuse_the_rest()
    {
        var owner = Sys.ActorOf(QuotaActor.Props(Key, _store, _time, WhenUnavailable.Share));
        var desks = new[] { Desk(owner), Desk(owner), Desk(owner) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(x => desks[x % 3].TakeAsync(Key, Limit, 1).AsTask()));

        Assert.Equal(100, answers.Sum(x => x.Granted));
        Assert.All(answers.Where(x => x.Granted == 0), x => Assert.Equal(TimeSpan.FromMinutes(1), x.RenewsIn));
    }

    [Theory]
    [InlineData(WhenUnavailable.Share, 25)]
    [InlineData(WhenUnavailable.Allow, 200)]
    [InlineData(WhenUnavailable.Deny, 0)]
    public async Task While_the_owner_is_away_the_setting_decides(WhenUnavailable whenUnavailable, long admitted)
    {
        var desk = new QuotaDesk(TestActor, _time, () => 4, new(whenUnavailable, TimeSpan.FromMilliseconds(50), 10_000));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => desk.TakeAsync(Key, Limit, 1).AsTask()));

        Assert.Equal(admitted, answers.Sum(x => x.Granted));
    }

    [Fact]
    public async Task An_owner_that_cannot_know_leaves_each_member_its_share()
    {
        _store.IsAway = true;
        var desk = Desk(Sys.ActorOf(QuotaActor.Props(Key, _store, _time, WhenUnavailable.Share)), members: 4);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => desk.TakeAsync(Key, Limit, 1).AsTask()));

        Assert.Equal(25, answers.Sum(x => x.Granted));
    }

    [Fact]
    public async Task More_waiting_than_the_bound_are_answered_at_once()
    {
        var desk = new QuotaDesk(TestActor, _time, () => 1, new(WhenUnavailable.Deny, TimeSpan.FromMinutes(1), MaxWaiting: 2));

        var waiting = new[] { desk.TakeAsync(Key, Limit, 1), desk.TakeAsync(Key, Limit, 1) };

        Assert.Equal(0, (await desk.TakeAsync(Key, Limit, 1)).Granted);
        Assert.All(waiting, x => Assert.False(x.IsCompleted));
    }

    [Fact]
    public async Task Best_effort_takes_what_is_left()
    {
        var desk = Desk(Sys.ActorOf(QuotaActor.Props(Key, _store, _time, WhenUnavailable.Share)));
        await desk.TakeAsync(Key, Limit, 70);

        Assert.Equal(0, (await desk.TakeAsync(Key, Limit, 50)).Granted);
        _time.Advance(TimeSpan.FromMinutes(1));
        await desk.TakeAsync(Key, Limit, 70);
        Assert.Equal(0, (await desk.TakeAsync(Key, Limit, 40)).Granted);
        Assert.Equal(30, (await desk.TakeAsync(Key, Limit, 50, bestEffort: true)).Granted);
    }

    [Fact]
    public async Task What_nobody_used_goes_back_and_an_idle_lease_is_forgotten()
    {
        var desk = Desk(TestActor);
        var first = desk.TakeAsync(Key, Limit, 1);
        await ExpectMsgAsync<TakeLease>();
        LastSender.Tell(new Leased(Key, new(7, 5, 95, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), false));
        await first;

        _time.Advance(Lease.Lifetime);
        desk.Sweep();
        await ExpectMsgAsync(new ReturnTokens(Key, 7, 4));
        _time.Advance(TimeSpan.FromMinutes(2));
        desk.Sweep();

        Assert.Equal(0, desk.Count);
    }

    private QuotaDesk Desk(IActorRef owner, int members = 1) => new(owner, _time, () => members, QuotaOptions.Default with { AskTimeout = TimeSpan.FromSeconds(10) });
}
