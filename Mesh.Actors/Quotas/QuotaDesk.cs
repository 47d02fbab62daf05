using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Mesh.Core.Quotas;
using static Mesh.Actors.Quotas.QuotaMessages;

namespace Mesh.Actors.Quotas;

/// <summary>
/// Where this member's gateway gets tokens: from leases at hand without a message, else from the quota's owner, wherever it lives. One request
/// to an owner is under way at a time; all who wait share its answer.
/// </summary>
public sealed class QuotaDesk(IActorRef region, TimeProvider time, Func<int> members, QuotaOptions options)
{
    /// <summary>A lease that nobody asked for this long is dropped.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Holder> _holders = new();

    /// <summary>Starts this member's part of the region of quotas, and the desk before it.</summary>
    public static QuotaDesk Start(ActorSystem system, IQuotaStore store, TimeProvider time, QuotaOptions options, int shards) =>
        new(ShardRegions.StartQuotas(system, store, time, options, shards), time, () => Cluster.Get(system).State.Members.Count, options);

    /// <summary>Leases that are held.</summary>
    public int Count => _holders.Count;

    /// <param name="amount">At least 1.</param>
    public ValueTask<QuotaAnswer> TakeAsync(string key, QuotaLimit limit, long amount, bool bestEffort = false)
    {
        var now = time.GetUtcNow();
        var holder = _holders.GetOrAdd(key, static (_, limit) => new(limit), limit);
        TaskCompletionSource<QuotaAnswer>? waiter = null;
        LeaseAnswer answer;
        var rest = 0L;
        bool ask;
        lock (holder)
        {
            if (holder.Lease.Limit != limit) holder.Change(limit);
            answer = holder.Lease.Take(amount, now);
            if (answer.Outcome == LeaseOutcome.Exhausted && bestEffort) rest = holder.Lease.TakeRest(amount, now);
            if (answer.Outcome == LeaseOutcome.Ask && holder.Waiting.Count < options.MaxWaiting)
            {
                waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
                holder.Waiting.Enqueue(new(amount, bestEffort, waiter));
            }
            ask = !holder.IsAsking && (waiter is not null || (answer.Outcome == LeaseOutcome.Granted && holder.Lease.IsLow(now)));
            holder.IsAsking |= ask;
        }
        if (ask) _ = AskAsync(key, holder);
        if (waiter is not null) return new(waiter.Task);
        return new(answer.Outcome switch
        {
            LeaseOutcome.Granted => new(amount, answer.Remaining, answer.RenewsIn),
            LeaseOutcome.Exhausted => new(rest, 0, answer.RenewsIn),
            _ => Alone(holder, amount, now),
        });
    }

    /// <summary>Gives back what is void and forgets what is idle. Called about once a second.</summary>
    public void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var (key, holder) in _holders)
        {
            lock (holder)
            {
                if (holder.Lease.Expire(now) is { } unused) region.Tell(new ReturnTokens(key, unused.Bucket, unused.Amount));
                if (!holder.IsAsking && now - holder.Lease.LastUsed > Idle) _holders.TryRemove(key, out _);
            }
        }
    }

    private async Task AskAsync(string key, Holder holder)
    {
        for (var more = true; more;)
        {
            var asked = time.GetUtcNow();
            TakeLease request;
            lock (holder)
            {
                var (least, most) = holder.Lease.Want(holder.Waiting.Sum(x => x.Amount), asked);
                request = new(key, holder.Lease.Limit, 1, Math.Max(least, most));
            }
            Leased? leased = null;
            try
            {
                leased = await region.Ask<Leased>(request, options.AskTimeout).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The owner is away, on its way to another member, or this one ends: whatever it is, those who wait are answered without it.
            }
            more = Settle(holder, leased, asked);
        }
    }

    /// <returns>Whether somebody waits for more than this answer brought.</returns>
    private bool Settle(Holder holder, Leased? leased, DateTimeOffset asked)
    {
        var answered = new List<(TaskCompletionSource<QuotaAnswer> Waiter, QuotaAnswer Answer)>();
        bool more;
        lock (holder)
        {
            var now = time.GetUtcNow();
            var isAlone = leased is null or { IsUnknown: true };
            if (!isAlone) holder.Lease.Receive(leased!.Grant, asked);
            var progress = isAlone || leased!.Grant.Granted > 0;
            while (holder.Waiting.TryPeek(out var first))
            {
                if (isAlone) answered.Add((first.Answer, Alone(holder, first.Amount, now)));
                else if (Serve(holder.Lease, first, now, isLast: !progress) is { } answer) answered.Add((first.Answer, answer));
                else break;
                holder.Waiting.Dequeue();
            }
            more = holder.Waiting.Count > 0;
            holder.IsAsking = more;
        }
        foreach (var (waiter, answer) in answered) waiter.TrySetResult(answer);
        return more;
    }

    /// <returns>Null when the owner has to be asked again.</returns>
    private static QuotaAnswer? Serve(Lease lease, Waiter waiter, DateTimeOffset now, bool isLast)
    {
        var answer = lease.Take(waiter.Amount, now);
        if (answer.Outcome == LeaseOutcome.Granted) return new(waiter.Amount, answer.Remaining, answer.RenewsIn);
        if (!isLast && answer.Outcome == LeaseOutcome.Ask) return null;
        return new(waiter.BestEffort ? lease.TakeRest(waiter.Amount, now) : 0, 0, answer.RenewsIn);
    }

    private QuotaAnswer Alone(Holder holder, long amount, DateTimeOffset now)
    {
        switch (options.WhenUnavailable)
        {
            case WhenUnavailable.Allow:
                return new(amount, 0, TimeSpan.Zero);
            case WhenUnavailable.Deny:
                return new(0, 0, options.AskTimeout);
            default:
                (var grant, holder.Share) = holder.ShareOf(Math.Max(1, members())).Grant(amount, amount, now);
                return new(grant.Granted, grant.Remaining, grant.RenewsIn);
        }
    }

    private sealed record Waiter(long Amount, bool BestEffort, TaskCompletionSource<QuotaAnswer> Answer);

    private sealed class Holder(QuotaLimit limit)
    {
        public Lease Lease { get; } = new(limit);

        public Queue<Waiter> Waiting { get; } = new();

        public bool IsAsking { get; set; }

        /// <summary>What this member admits by itself while nobody answers.</summary>
        public QuotaState? Share { get; set; }

        public void Change(QuotaLimit other)
        {
            Lease.Renew(other);
            Share = null;
        }

        public QuotaState ShareOf(int members)
        {
            var part = Lease.Limit with { Max = Lease.Limit.Max / members };
            return Share is { } known && known.Limit == part ? known : QuotaState.New(part);
        }
    }
}
