using CsCheck;
using Mesh.Core.Quotas;

namespace Mesh.Tests.Core.Quotas;

public sealed class QuotaStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_fixed_window_gives_its_limit_and_begins_anew()
    {
        var state = QuotaState.New(QuotaLimit.Fixed(10, TimeSpan.FromMinutes(1)));

        (var first, state) = state.Grant(1, 8, Noon + TimeSpan.FromSeconds(20));
        (var second, state) = state.Grant(1, 8, Noon + TimeSpan.FromSeconds(30));
        (var third, state) = state.Grant(1, 8, Noon + TimeSpan.FromSeconds(59));
        var (later, _) = state.Grant(1, 8, Noon + TimeSpan.FromSeconds(60));

        Assert.Equal((8, 2, TimeSpan.FromSeconds(40)), (first.Granted, first.Remaining, first.ValidFor));
        Assert.Equal(2, second.Granted);
        Assert.Equal((0, TimeSpan.FromSeconds(1)), (third.Granted, third.RenewsIn));
        Assert.Equal(8, later.Granted);
    }

    [Fact]
    public void Less_than_the_least_is_nothing()
    {
        var (grant, after) = QuotaState.New(QuotaLimit.Fixed(10, TimeSpan.FromMinutes(1))).Grant(11, 20, Noon);

        Assert.Equal(0, grant.Granted);
        Assert.Equal(10, after.Remaining(Noon));
    }

    [Fact]
    public void Unused_tokens_come_back_to_the_window_that_they_came_from()
    {
        var state = QuotaState.New(QuotaLimit.Fixed(10, TimeSpan.FromMinutes(1)));
        (var grant, state) = state.Grant(1, 10, Noon);

        Assert.Equal(4, state.Return(grant.Bucket, 4, Noon).Remaining(Noon));
        Assert.Equal(10, state.Return(grant.Bucket, 400, Noon).Remaining(Noon));
        var next = Noon + TimeSpan.FromMinutes(1);
        Assert.Equal(10, state.Return(grant.Bucket, 4, next).Remaining(next));
    }

    [Fact]
    public void A_new_limit_does_not_forget_what_was_handed_out()
    {
        var (_, state) = QuotaState.New(QuotaLimit.Fixed(10, TimeSpan.FromMinutes(1))).Grant(1, 6, Noon);

        Assert.Equal(14, state.With(QuotaLimit.Fixed(20, TimeSpan.FromMinutes(1)), Noon).Remaining(Noon));
        Assert.Equal(0, state.With(QuotaLimit.Fixed(5, TimeSpan.FromMinutes(1)), Noon).Remaining(Noon));
        Assert.Equal(94, state.With(QuotaLimit.Rolling(100, TimeSpan.FromHours(1)), Noon).Remaining(Noon));
    }

    /// <summary>The promise: whatever is asked when, no window, wherever it begins, has more than the limit.</summary>
    [Theory, InlineData(QuotaAlgorithm.FixedWindow), InlineData(QuotaAlgorithm.RollingWindow)]
    public void No_window_ever_has_more_than_the_limit(QuotaAlgorithm algorithm) =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[1, 9]).Array[1, 200].Sample(steps =>
        {
            var window = TimeSpan.FromSeconds(1);
            var limit = algorithm == QuotaAlgorithm.FixedWindow ? QuotaLimit.Fixed(20, window) : QuotaLimit.Rolling(20, window);
            var (state, now, granted) = (QuotaState.New(limit), Noon, new List<(DateTimeOffset At, long Amount)>());
            foreach (var (milliseconds, amount) in steps)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                (var grant, state) = state.Grant(1, amount, now);
                granted.Add((now, grant.Granted));
            }

            bool InOneWindow(DateTimeOffset begin, DateTimeOffset at) => algorithm == QuotaAlgorithm.FixedWindow
                ? limit.BucketAt(begin) == limit.BucketAt(at)
                : at >= begin && at - begin < window;
            return granted.All(x => granted.Where(y => InOneWindow(x.At, y.At)).Sum(y => y.Amount) <= 20);
        });

    [Fact]
    public void A_rolling_window_forgets_little_by_little()
    {
        var state = QuotaState.New(QuotaLimit.Rolling(10, TimeSpan.FromSeconds(10)));
        (_, state) = state.Grant(1, 5, Noon);
        (_, state) = state.Grant(1, 5, Noon + TimeSpan.FromSeconds(5));

        Assert.Equal(0, state.Remaining(Noon + TimeSpan.FromSeconds(10)));
        Assert.Equal(5, state.Remaining(Noon + TimeSpan.FromSeconds(11)));
        Assert.Equal(10, state.Remaining(Noon + TimeSpan.FromSeconds(16)));
    }
}
