using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Mesh.Core.Quotas;
using static Mesh.Actors.Quotas.QuotaMessages;

namespace Mesh.Actors.Quotas;

/// <summary>
/// One quota with its dimensions: hands out leases to members. What is handed out is in the store before it is told, so a successor never
/// hands it out again.  Loading ──store has answered──► Counting
/// </summary>
public sealed class QuotaActor : ReceiveActor, IWithStash
{
    private readonly string _key;
    private readonly IQuotaStore _store;
    private readonly TimeProvider _time;
    private readonly WhenUnavailable _whenUnavailable;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private QuotaState? _state;
    private IReadOnlyDictionary<long, long>? _loaded;
    private long _unrecorded;
    private DateTimeOffset _unknownUntil;

    public QuotaActor(string key, IQuotaStore store, TimeProvider time, WhenUnavailable whenUnavailable)
    {
        (_key, _store, _time, _whenUnavailable) = (key, store, time, whenUnavailable);
        Become(Loading);
    }

    public IStash Stash { get; set; } = null!;

    public static Props Props(string key, IQuotaStore store, TimeProvider time, WhenUnavailable whenUnavailable) =>
        Akka.Actor.Props.Create(() => new QuotaActor(key, store, time, whenUnavailable));

    protected override void PreStart() => _store.ReadAsync(_key).PipeTo(Self, success: x => new Loaded(x), failure: _ => new Loaded(null));

    private void Loading()
    {
        Receive<Loaded>(loaded =>
        {
            _loaded = loaded.Buckets;
            if (_loaded is null) _log.Warning("Nothing is known of what was handed out of quota {0}: the store does not answer", _key);
            Become(Counting);
            Stash.UnstashAll();
        });
        ReceiveAny(_ => Stash.Stash());
    }

    private void Counting()
    {
        Receive<TakeLease>(OnTakeLease);
        Receive<Recorded>(OnRecorded);
        Receive<ReturnTokens>(OnReturn);
    }

    private void OnTakeLease(TakeLease take)
    {
        var now = _time.GetUtcNow();
        _state = _state?.With(take.Limit, now) ?? Begin(take.Limit, now);
        (var grant, _state) = _state.Grant(take.Least, take.Most, now);
        if (grant.Granted == 0) Sender.Tell(new Leased(_key, grant, now < _unknownUntil));
        else Record(grant, Sender);
    }

    /// <summary>Without the store's word the quota counts as used up for a window; members live on their shares meanwhile.</summary>
    private QuotaState Begin(QuotaLimit limit, DateTimeOffset now)
    {
        var state = QuotaState.New(limit);
        if (_loaded is not null) return state with { Leased = _loaded.ToImmutableSortedDictionary() };
        if (_whenUnavailable == WhenUnavailable.Allow) return state;
        _unknownUntil = now + limit.Window;
        return state.Unknown(now);
    }

    private void Record(QuotaGrant grant, IActorRef replyTo)
    {
        var amount = grant.Granted + _unrecorded;
        _unrecorded = 0;
        _store.AddAsync(_key, grant.Bucket, amount, Keep).PipeTo(
            Self,
            success: total => new Recorded(grant, total, replyTo),
            failure: _ => new Recorded(grant, null, replyTo));
    }

    /// <summary>Another owner may have handed out too, on the other side of a split: what is too much is taken back before anybody has it.</summary>
    private void OnRecorded(Recorded recorded)
    {
        var (grant, now) = (recorded.Grant, _time.GetUtcNow());
        if (recorded.Total is not { } total)
        {
            _unrecorded += grant.Granted;
        }
        else if (total > _state!.Leased.GetValueOrDefault(grant.Bucket))
        {
            _state = _state.Corrected(grant.Bucket, total, now);
            var excess = Math.Clamp(_state.Used(now) - _state.Limit.Max, 0, grant.Granted);
            if (excess > 0)
            {
                _state = _state.Return(grant.Bucket, excess, now);
                Forget(grant.Bucket, excess);
                grant = grant with { Granted = grant.Granted - excess, Remaining = 0 };
            }
        }
        recorded.ReplyTo.Tell(new Leased(_key, grant, false));
    }

    private void OnReturn(ReturnTokens returned)
    {
        if (_state is null) return;
        var before = _state;
        _state = _state.Return(returned.Bucket, returned.Amount, _time.GetUtcNow());
        if (!ReferenceEquals(before, _state)) Forget(returned.Bucket, returned.Amount);
    }

    /// <summary>Should the store miss it, tokens are wasted and nobody is admitted too many.</summary>
    private void Forget(long bucket, long amount) => _store.AddAsync(_key, bucket, -amount, Keep).ContinueWith(
        static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private TimeSpan Keep => _state!.Limit.Bucket * (_state.Limit.Buckets + 1);
}
