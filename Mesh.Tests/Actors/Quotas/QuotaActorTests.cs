using Akka.Actor;
using Mesh.Actors.Quotas;
using Mesh.Core.Quotas;
using Microsoft.Extensions.Time.Testing;
using static Mesh.Actors.Quotas.QuotaMessages;

namespace Mesh.Tests.Actors.Quotas;

public sealed class QuotaActorTests : MeshTestKit
{
    private const string Key = "shop|user=ann";
    private static readonly QuotaLimit Limit = QuotaLimit.Fixed(10, TimeSpan.FromMinutes(1));

    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryQuotaStore _store = new();

    [Fact]
    public async Task What_is_granted_is_in_the_store_before_it_is_told()
    {
        var quota = Start();

        var leased = await quota.Ask<Leased>(new TakeLease(Key, Limit, 1, 4));

        Assert.Equal((4, 6, false), (leased.Grant.Granted, leased.Grant.Remaining, leased.IsUnknown));
        Assert.Equal(4, _store.Total(Key));
    }

    [Fact]
    public async Task A_successor_goes_on_where_the_killed_one_was()
    {
        var first = Start();
        await first.Ask<Leased>(new TakeLease(Key, Limit, 1, 7));
        first.Tell(Kill.Instance);

        var leased = await Start().Ask<Leased>(new TakeLease(Key, Limit, 1, 7));

        Assert.Equal(3, leased.Grant.Granted);
    }

    [Fact]
    public async Task While_the_store_is_away_it_counts_on_by_itself_and_tells_the_store_later()
    {
        var quota = Start();
        await quota.Ask<Leased>(new TakeLease(Key, Limit, 1, 4));
        _store.IsAway = true;
        var without = await quota.Ask<Leased>(new TakeLease(Key, Limit, 1, 4));
        _store.IsAway = false;

        var after = await quota.Ask<Leased>(new TakeLease(Key, Limit, 1, 4));

        Assert.Equal((4, 2), (without.Grant.Granted, after.Grant.Granted));
        Assert.Equal(10, _store.Total(Key));
    }

    [Theory]
    [InlineData(WhenUnavailable.Share, 0, true)]
    [InlineData(WhenUnavailable.Deny, 0, true)]
    [InlineData(WhenUnavailable.Allow, 4, false)]
    public async Task A_successor_that_cannot_know_says_so_for_one_window(WhenUnavailable whenUnavailable, long granted, bool isUnknown)
    {
        _store.IsAway = true;
        var quota = Start(whenUnavailable);

        var blind = await quota.Ask<Leased>(new TakeLease(Key, Limit, 1, 4));
        _time.Advance(TimeSpan.FromMinutes(1));
        var later = await quota.Ask<Leased>(new TakeLease(Key, Limit, 1, 4));

        Assert.Equal((granted, isUnknown), (blind.Grant.Granted, blind.IsUnknown));
        Assert.Equal((4, false), (later.Grant.Granted, later.IsUnknown));
    }

    [Fact]
    public async Task Two_owners_on_two_sides_of_a_split_together_hand_out_no_more_than_the_limit()
    {
        var (one, other) = (Start(), Start());

        var granted = 0L;
        for (var i = 0; i < 6; i++)
        {
            granted += (await one.Ask<Leased>(new TakeLease(Key, Limit, 1, 3))).Grant.Granted;
            granted += (await other.Ask<Leased>(new TakeLease(Key, Limit, 1, 3))).Grant.Granted;
        }

        Assert.Equal(10, granted);
    }

    [Fact]
    public async Task What_comes_back_can_be_had_again()
    {
        var quota = Start();
        var leased = await quota.Ask<Leased>(new TakeLease(Key, Limit, 1, 10));

        quota.Tell(new ReturnTokens(Key, leased.Grant.Bucket, 6));

        Assert.Equal(6, (await quota.Ask<Leased>(new TakeLease(Key, Limit, 1, 10))).Grant.Granted);
        Assert.Equal(10, _store.Total(Key));
    }

    private IActorRef Start(WhenUnavailable whenUnavailable = WhenUnavailable.Share) => Sys.ActorOf(QuotaActor.Props(Key, _store, _time, whenUnavailable));
}
