using Akka.Actor;
using Mesh.Core.Telemetry;
using static Mesh.Actors.Telemetry.TelemetryMessages;

namespace Mesh.Actors.Telemetry;

/// <summary>
/// The traffic of one destination service. Counts a flush once, and acknowledges it when it is stored; what comes while a write is under way goes with
/// the next one.
/// <code>
/// Claiming ──the store tells what it keeps──► Counting ──another writer took over──► stopped
/// </code>
/// </summary>
public sealed class EdgeActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How often the store is told to keep what it has: a small part of how long it does.</summary>
    private static readonly TimeSpan KeepEvery = TimeSpan.FromMinutes(5);

    private readonly EdgeSetup _setup;
    private readonly EdgeState _state;

    /// <summary>Unique to this life of this entity: what an earlier one still writes does not count.</summary>
    private readonly string _writer;

    private readonly Dictionary<string, Heard> _applied = [];
    private readonly Dictionary<string, Heard> _writing = [];
    private StoredEdges? _underWay;
    private long? _keptAt;
    private bool _failed;

    public EdgeActor(string entity, EdgeSetup setup)
    {
        _setup = setup;
        _state = new(entity, setup.Times, setup.MostSeries);
        _writer = $"{setup.Member}/{setup.Time.GetTimestamp():x}/{setup.NextWriter()}";
        Claiming();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public static Props Props(string entity, EdgeSetup setup) => Akka.Actor.Props.Create(() => new EdgeActor(entity, setup));

    protected override void PreStart() => Claim();

    private void Claiming()
    {
        Receive<Claimed>(OnClaimed);
        Receive<ClaimFailed>(OnClaimFailed);
        Receive<ClaimAgain>(_ => Claim());
        // Members send one flush of a service at a time, so that no more than a few can wait here.
        Receive<AddSums>(_ => Stash.Stash());
    }

    private void Counting()
    {
        Receive<AddSums>(OnAddSums);
        Receive<Written>(OnWritten);
        Receive<WriteFailed>(OnWriteFailed);
        Receive<WriteAgain>(_ => Write());
    }

    private void Claim()
    {
        var held = EdgeState.Held(_setup.Times, _setup.Time.GetUtcNow());
        _setup.Store.Claim(_state.Entity, _writer, held, CancellationToken.None).PipeTo(Self, success: x => new Claimed(x), failure: x => new ClaimFailed(x));
    }

    private void OnClaimFailed(ClaimFailed failed)
    {
        _setup.Observer.StoreFailed(_state.Entity, failed.Cause);
        Timers.StartSingleTimer("again", ClaimAgain.Instance, AgainAfter);
    }

    private void OnClaimed(Claimed claimed)
    {
        _state.Restore(claimed.Kept);
        Become(Counting);
        Stash.UnstashAll();
    }

    private void OnAddSums(AddSums add)
    {
        var isNews = _state.Apply(add.Member, add.Sequence, PackedFlush.Read(Convert.FromBase64String(add.Packed)), _setup.Time.GetUtcNow());
        if (!isNews && !IsUnstored(add))
        {
            Sender.Tell(new SumsAdded(add.Service, add.Sequence));
            return;
        }
        // Sent again while it is being written: the answer to either will do.
        if (isNews) _applied[add.Member] = new(Sender, add.Service, add.Sequence);
        if (_underWay is null) Write();
    }

    private bool IsUnstored(AddSums add) => _applied.GetValueOrDefault(add.Member)?.Sequence == add.Sequence || _writing.GetValueOrDefault(add.Member)?.Sequence == add.Sequence;

    private void Write()
    {
        if (_underWay is null)
        {
            if (!_state.HasChanges) return;
            foreach (var (member, flush) in _applied) _writing[member] = flush;
            _applied.Clear();
            _underWay = _state.TakeChanges();
        }
        var keeps = _failed || _keptAt is not { } at || _setup.Time.GetElapsedTime(at) >= KeepEvery;
        if (keeps) _keptAt = _setup.Time.GetTimestamp();
        _setup.Store.Write(_writer, _underWay, keeps ? _setup.Times.Coarse.Retention : null, CancellationToken.None).PipeTo(Self, success: x => new Written(x), failure: x => new WriteFailed(x));
    }

    private void OnWritten(Written written)
    {
        if (!written.Accepted)
        {
            // Members that heard nothing send again, to the one that took over.
            Context.Stop(Self);
            return;
        }
        _underWay = null;
        if (_failed)
        {
            // A store that was away may have come back with less: say all again, and acknowledge after that.
            _failed = false;
            _keptAt = null;
            _state.Doubt();
            Write();
            return;
        }
        foreach (var heard in _writing.Values) heard.Member.Tell(new SumsAdded(heard.Service, heard.Sequence));
        _writing.Clear();
        Write();
    }

    private void OnWriteFailed(WriteFailed failed)
    {
        _failed = true;
        _setup.Observer.StoreFailed(_state.Entity, failed.Cause);
        Timers.StartSingleTimer("again", WriteAgain.Instance, AgainAfter);
    }

    private sealed record Heard(IActorRef Member, string Service, long Sequence);
}
