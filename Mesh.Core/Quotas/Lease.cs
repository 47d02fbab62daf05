namespace Mesh.Core.Quotas;

/// <summary>
/// A member's share of one quota: tokens that were handed out to it and that it may give away without asking. Decides only; whoever holds it
/// sends, and keeps two threads from it at once.
/// </summary>
public sealed class Lease(QuotaLimit limit)
{
    /// <summary>What is leased in advance lasts about this long, and never longer than <see cref="Lifetime"/>.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromMilliseconds(200);

    /// <summary>Tokens that nobody used go back after this time, so that others can have them.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    /// <summary>No lease takes more than this part of a limit in advance: others want some too.</summary>
    private const int LargestPart = 20;

    private long _tokens;
    private long _bucket;
    private long _remaining;
    private long _taken;
    private DateTimeOffset _validUntil;
    private DateTimeOffset _renewsAt;
    private DateTimeOffset _exhaustedUntil;
    private DateTimeOffset _measuredSince;

    public QuotaLimit Limit { get; private set; } = limit;

    /// <summary>When it was last asked for anything.</summary>
    public DateTimeOffset LastUsed { get; private set; }

    /// <summary>Under another limit the tokens at hand are void: they go back unused.</summary>
    public void Renew(QuotaLimit other)
    {
        Limit = other;
        (_exhaustedUntil, _validUntil) = (default, default);
    }

    public LeaseAnswer Take(long amount, DateTimeOffset now)
    {
        LastUsed = now;
        if (now < _validUntil && _tokens >= amount)
        {
            _tokens -= amount;
            _taken += amount;
            return new(LeaseOutcome.Granted, _tokens + _remaining, _renewsAt - now);
        }
        return now < _exhaustedUntil ? new(LeaseOutcome.Exhausted, 0, _exhaustedUntil - now) : new(LeaseOutcome.Ask, 0, default);
    }

    /// <summary>What is left of a smaller number of tokens than was wished for.</summary>
    public long TakeRest(long most, DateTimeOffset now)
    {
        if (now >= _validUntil) return 0;
        var rest = Math.Min(_tokens, most);
        _tokens -= rest;
        return rest;
    }

    /// <summary>Whether it is time to ask for more, before the tokens run out.</summary>
    public bool IsLow(DateTimeOffset now) => now >= _exhaustedUntil && _taken > 0 && (now >= _validUntil || _tokens < Advance(now) / 4);

    /// <param name="waiting">Tokens that are waited for right now.</param>
    public (long Least, long Most) Want(long waiting, DateTimeOffset now)
    {
        var least = Math.Max(1, waiting);
        var most = least + Advance(now);
        (_taken, _measuredSince) = (0, now);
        return (least, most);
    }

    /// <param name="asked">When the grant was asked for: its time runs from there, so that it never outlives its window.</param>
    public void Receive(QuotaGrant grant, DateTimeOffset asked)
    {
        if (grant.Granted == 0)
        {
            _exhaustedUntil = asked + grant.RenewsIn;
            return;
        }
        // Tokens of an earlier bucket are void in a later one; of the same, they add up.
        _tokens = grant.Bucket == _bucket && asked < _validUntil ? _tokens + grant.Granted : grant.Granted;
        _bucket = grant.Bucket;
        _remaining = grant.Remaining;
        _renewsAt = asked + grant.RenewsIn;
        _validUntil = asked + (grant.ValidFor < Lifetime ? grant.ValidFor : Lifetime);
    }

    /// <returns>Tokens to give back, once their time is over.</returns>
    public (long Bucket, long Amount)? Expire(DateTimeOffset now)
    {
        if (_tokens == 0 || now < _validUntil) return null;
        var unused = (_bucket, _tokens);
        _tokens = 0;
        return unused;
    }

    /// <summary>As many as were taken lately in the time of the horizon.</summary>
    private long Advance(DateTimeOffset now)
    {
        var measured = now - _measuredSince;
        if (_taken == 0 || measured <= TimeSpan.Zero) return 0;
        var demand = (long)Math.Min(_taken * (Horizon / measured), long.MaxValue / 4);
        return Math.Min(demand, Limit.Max / LargestPart);
    }
}

public enum LeaseOutcome
{
    Granted,

    /// <summary>There is none for anybody until the quota renews.</summary>
    Exhausted,

    /// <summary>Only the quota's owner knows.</summary>
    Ask,
}

/// <param name="Remaining">What may still be had in this window, as far as this member knows.</param>
/// <param name="RenewsIn">When there may be more.</param>
public readonly record struct LeaseAnswer(LeaseOutcome Outcome, long Remaining, TimeSpan RenewsIn);
