using CsCheck;
using Mesh.Core.Quotas;

namespace Mesh.Tests.Core.Quotas;

public sealed class LeaseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly QuotaLimit Limit = QuotaLimit.Fixed(1000, TimeSpan.FromSeconds(10));

    [Fact]
    public void Tokens_at_hand_are_given_without_asking()
    {
        var lease = new Lease(Limit);
        Assert.Equal(LeaseOutcome.Ask, lease.Take(1, Noon).Outcome);

        lease.Receive(new(1, 2, 500, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)), Noon);

        Assert.Equal(new(LeaseOutcome.Granted, 501, TimeSpan.FromSeconds(10)), lease.Take(1, Noon));
        Assert.Equal(LeaseOutcome.Granted, lease.Take(1, Noon).Outcome);
        Assert.Equal(LeaseOutcome.Ask, lease.Take(1, Noon).Outcome);
    }

    [Fact]
    public void A_used_up_quota_is_refused_without_asking_until_it_renews()
    {
        var lease = new Lease(Limit);

        lease.Receive(new(1, 0, 0, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)), Noon);

        Assert.Equal(new(LeaseOutcome.Exhausted, 0, TimeSpan.FromSeconds(2)), lease.Take(1, Noon + TimeSpan.FromSeconds(1)));
        Assert.Equal(LeaseOutcome.Ask, lease.Take(1, Noon + TimeSpan.FromSeconds(3)).Outcome);
    }

    [Fact]
    public void A_lease_never_outlives_its_window_even_if_its_grant_was_long_on_the_way()
    {
        var lease = new Lease(Limit);

        lease.Receive(new(1, 5, 0, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300)), asked: Noon);

        Assert.Equal(LeaseOutcome.Granted, lease.Take(1, Noon + TimeSpan.FromMilliseconds(299)).Outcome);
        Assert.Equal(LeaseOutcome.Ask, lease.Take(1, Noon + TimeSpan.FromMilliseconds(300)).Outcome);
    }

    [Fact]
    public void What_nobody_used_in_a_second_goes_back()
    {
        var lease = new Lease(Limit);
        lease.Receive(new(7, 5, 0, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)), Noon);
        lease.Take(2, Noon);

        Assert.Null(lease.Expire(Noon + TimeSpan.FromMilliseconds(999)));
        Assert.Equal((7, 3), lease.Expire(Noon + TimeSpan.FromSeconds(1)));
        Assert.Null(lease.Expire(Noon + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void It_asks_in_advance_for_what_it_gave_lately_but_never_for_more_than_its_part()
    {
        var lease = new Lease(Limit);
        lease.Want(1, Noon);
        lease.Receive(new(1, 1000, 0, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)), Noon);
        for (var i = 0; i < 100; i++) lease.Take(1, Noon);

        Assert.Equal((1, 21), lease.Want(0, Noon + TimeSpan.FromSeconds(1)));
        for (var i = 0; i < 900; i++) lease.Take(1, Noon);
        Assert.Equal((3, 53), lease.Want(3, Noon + TimeSpan.FromSeconds(2)));
    }

    /// <summary>Owner and members together: whatever they take, return and lose, a window admits no more than the limit.</summary>
    [Fact]
    public void Members_together_admit_no_more_than_the_limit() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 5], Gen.Int[0, 80]).Array[1, 300].Sample(steps =>
        {
            var limit = QuotaLimit.Fixed(40, TimeSpan.FromSeconds(1));
            var (owner, now, leases) = (QuotaState.New(limit), Noon, new[] { new Lease(limit), new Lease(limit), new Lease(limit) });
            var admitted = new Dictionary<long, long>();
            foreach (var (member, amount, milliseconds) in steps)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                var lease = leases[member];
                if (lease.Expire(now) is { } unused) owner = owner.Return(unused.Bucket, unused.Amount, now);
                var outcome = lease.Take(amount, now).Outcome;
                if (outcome == LeaseOutcome.Ask)
                {
                    var (least, most) = lease.Want(amount, now);
                    (var grant, owner) = owner.Grant(least, most, now);
                    lease.Receive(grant, now);
                    outcome = lease.Take(amount, now).Outcome;
                }
                if (outcome != LeaseOutcome.Granted) continue;
                admitted[limit.BucketAt(now)] = admitted.GetValueOrDefault(limit.BucketAt(now)) + amount;
            }
            return admitted.Values.All(x => x <= 40);
        });
}
