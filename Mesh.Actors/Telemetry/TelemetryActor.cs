using Akka.Actor;
using Mesh.Core.Telemetry;
using static Mesh.Actors.Telemetry.TelemetryMessages;

namespace Mesh.Actors.Telemetry;

/// <summary>
/// This member's telemetry, one a member: collects what the streams have summed, hands it to the edges, and keeps it until they have stored it.
/// </summary>
public sealed class TelemetryActor : ReceiveActor, IWithTimers
{
    private readonly TelemetrySetup _setup;
    private readonly IActorRef _edges;
    private readonly string _member;
    private readonly FlushLedger _ledger;
    private readonly List<IActorRef> _waiting = [];

    /// <param name="edges">The region of edges, or what stands for it in local mode.</param>
    /// <param name="member">With its incarnation.</param>
    public TelemetryActor(TelemetrySetup setup, IActorRef edges, string member)
    {
        _setup = setup;
        _edges = edges;
        _member = member;
        _ledger = new(setup.Times.Fine);

        Receive<Tick>(_ => OnTick());
        Receive<SumsAdded>(OnAdded);
        Receive<FlushAll>(_ => OnFlushAll());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(TelemetrySetup setup, IActorRef edges, string member) => Akka.Actor.Props.Create(() => new TelemetryActor(setup, edges, member));

    protected override void PreStart() => Timers.StartPeriodicTimer("tick", Tick.Instance, _setup.FlushEvery);

    protected override void PostStop()
    {
        if (!_ledger.IsEmpty) _setup.Observer.Lost(_ledger.Services);
    }

    private void OnTick()
    {
        Collect();
        Send();
    }

    private void Collect()
    {
        var now = _setup.Time.GetUtcNow();
        var records = _setup.Intake.Collect((series, sums) =>
        {
            _ledger.Add(now, series, sums);
            _setup.Metrics.Add(series, sums, now);
        });
        foreach (var series in _setup.Metrics.DropStale(now)) _setup.Intake.Names.Forget(series);
        _setup.Observer.Collected(records, _setup.Intake.Names.Count, _setup.Intake.Names.Overflowed);
    }

    private void Send()
    {
        var due = _ledger.Due(_setup.Time.GetUtcNow(), _setup.Patience);
        foreach (var flush in due) _edges.Tell(new AddSums(flush.Service, _member, flush.Sequence, Convert.ToBase64String(flush.Packed)), Self);
        if (due.Count > 0) _setup.Observer.Sent(due.Count, _ledger.WaitingSeries);
    }

    private void OnAdded(SumsAdded added)
    {
        _ledger.Acknowledge(added.Service, added.Sequence);
        if (_waiting.Count > 0) Finish();
    }

    private void OnFlushAll()
    {
        _waiting.Add(Sender);
        Collect();
        Finish();
    }

    private void Finish()
    {
        Send();
        if (!_ledger.IsEmpty) return;
        foreach (var asker in _waiting) asker.Tell(Flushed.Instance);
        _waiting.Clear();
    }
}
