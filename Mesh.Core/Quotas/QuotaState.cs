using System.Collections.Immutable;

namespace Mesh.Core.Quotas;

/// <summary>
/// What was handed out of one quota, by bucket of time. A token counts from the moment it is leased and not from the moment it is used, so that
/// what is admitted in a window never exceeds the limit, whatever becomes of who holds the lease.
/// </summary>
/// <param name="Leased">Tokens by the number of their bucket; those that no window sees any more are dropped.</param>
public sealed record QuotaState(QuotaLimit Limit, ImmutableSortedDictionary<long, long> Leased)
{
    public static QuotaState New(QuotaLimit limit) => new(limit, ImmutableSortedDictionary<long, long>.Empty);

    /// <summary>Under another limit what was handed out still counts, if time is cut into the same buckets; otherwise all of it counts as handed out now.</summary>
    public QuotaState With(QuotaLimit limit, DateTimeOffset now)
    {
        if (limit == Limit) return this;
        if (limit.Bucket == Limit.Bucket) return this with { Limit = limit };
        var used = Used(now);
        var leased = used == 0 ? ImmutableSortedDictionary<long, long>.Empty : ImmutableSortedDictionary<long, long>.Empty.Add(limit.BucketAt(now), used);
        return new(limit, leased);
    }

    /// <summary>Tokens that count against the limit now.</summary>
    public long Used(DateTimeOffset now)
    {
        var oldest = Oldest(now);
        return Leased.Where(x => x.Key >= oldest).Sum(x => x.Value);
    }

    public long Remaining(DateTimeOffset now) => Math.Max(0, Limit.Max - Used(now));

    /// <param name="least">What has to be granted at least, or nothing is.</param>
    /// <param name="most">What is granted if there is as much.</param>
    public (QuotaGrant Grant, QuotaState After) Grant(long least, long most, DateTimeOffset now)
    {
        var remaining = Remaining(now);
        var granted = remaining < least ? 0 : Math.Min(most, remaining);
        var after = granted == 0 ? this : Add(Limit.BucketAt(now), granted, now);
        return (new(Limit.BucketAt(now), granted, remaining - granted, Limit.BucketEnd(now) - now, after.Renews(now) - now), after);
    }

    /// <summary>Unused tokens come back to the bucket that they came from, if it still counts.</summary>
    public QuotaState Return(long bucket, long amount, DateTimeOffset now)
    {
        if (amount <= 0 || bucket < Oldest(now) || !Leased.TryGetValue(bucket, out var leased)) return this;
        return Add(bucket, -Math.Min(amount, leased), now);
    }

    /// <summary>What the store knows, where others may have handed out too.</summary>
    public QuotaState Corrected(long bucket, long total, DateTimeOffset now) => Add(bucket, total - Leased.GetValueOrDefault(bucket), now);

    /// <summary>Takes the limit as used up as long as nobody can tell what was handed out before.</summary>
    public QuotaState Unknown(DateTimeOffset now) => Corrected(Limit.BucketAt(now), Limit.Max, now);

    private QuotaState Add(long bucket, long amount, DateTimeOffset now)
    {
        var oldest = Oldest(now);
        var kept = Leased.SetItem(bucket, Leased.GetValueOrDefault(bucket) + amount);
        return this with { Leased = kept.RemoveRange(kept.Keys.TakeWhile(x => x < oldest)) };
    }

    private long Oldest(DateTimeOffset now) => Limit.BucketAt(now) - Limit.Buckets + 1;

    /// <summary>When there may be more tokens than now: the oldest bucket that counts leaves the window.</summary>
    private DateTimeOffset Renews(DateTimeOffset now)
    {
        var oldest = Oldest(now);
        var first = Leased.Where(x => x.Key >= oldest && x.Value > 0).Select(x => (long?)x.Key).FirstOrDefault() ?? Limit.BucketAt(now);
        return new((first + Limit.Buckets) * Limit.Bucket.Ticks, TimeSpan.Zero);
    }
}

/// <summary>What one lease gives.</summary>
/// <param name="Bucket">Where unused tokens come back to.</param>
/// <param name="Remaining">What others may still get.</param>
/// <param name="ValidFor">From the moment it was asked for; later the tokens are void.</param>
/// <param name="RenewsIn">When there may be more.</param>
public readonly record struct QuotaGrant(long Bucket, long Granted, long Remaining, TimeSpan ValidFor, TimeSpan RenewsIn);
