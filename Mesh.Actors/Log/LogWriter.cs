using Akka.Actor;
using Akka.Persistence;
using Mesh.Core.History;
using Mesh.Core.Values;
using static Mesh.Actors.Log.LogMessages;

namespace Mesh.Actors.Log;

/// <summary>
/// Stores one part of the mesh log: events for what is remembered, a snapshot of the configuration before the first of them. What is older than
/// the limits is folded into the next snapshot and deleted. Ends when the store fails; the keeper starts it again.
/// </summary>
internal sealed class LogWriter : ReceivePersistentActor
{
    /// <summary>Bytes of documents in one event; a larger revision is several of them, stored at once or not at all.</summary>
    private const int LargestEvent = 4 << 20;

    private readonly HistoryLimits _limits;
    private readonly TimeProvider _time;
    private readonly IActorRef _keeper = Context.Parent;
    private readonly Queue<(long Revision, long SequenceNr)> _numbers = new();
    private MeshHistory _history = MeshHistory.Empty;
    private MeshHistory? _folding;

    public LogWriter(string persistenceId, HistoryLimits limits, TimeProvider time)
    {
        PersistenceId = persistenceId;
        (_limits, _time) = (limits, time);

        Recover<SnapshotOffer>(offer => _history = ((HistoryBase)offer.Snapshot).History);
        Recover<RevisionLogged>(Apply);
        Recover<RecoveryCompleted>(_ =>
        {
            _keeper.Tell(new Opened(_history));
            Fold();
        });
        Command<Write>(OnWrite);
        Command<SaveSnapshotSuccess>(saved => OnFolded(saved.Metadata.SequenceNr));
        Command<SaveSnapshotFailure>(_ => _folding = null);
        // What is left behind goes with the next one.
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(_ => { });
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(_ => { });
    }

    public override string PersistenceId { get; }

    public static Props Props(string persistenceId, HistoryLimits limits, TimeProvider time) => Akka.Actor.Props.Create(() => new LogWriter(persistenceId, limits, time));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _keeper.Tell(new Failed(cause));

    /// <summary>Only a bug makes an event that can not be stored. Trying again would not help.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => throw new InvalidOperationException($"Event {sequenceNr} of {PersistenceId} can not be stored", cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => _keeper.Tell(new Failed(reason));

    private void OnWrite(Write write)
    {
        var events = write.Revisions.SelectMany(Parts).ToList();
        var left = events.Count;
        PersistAll(events, stored =>
        {
            Apply(stored);
            if (--left > 0) return;
            _keeper.Tell(new Written(stored.Revision.Revision));
            Fold();
        });
    }

    private void Apply(RevisionLogged stored)
    {
        _history = _history.With(stored.Revision);
        _numbers.Enqueue((stored.Revision.Revision, LastSequenceNr));
    }

    private static IEnumerable<RevisionLogged> Parts(LoggedRevision revision)
    {
        var (part, size) = (new List<LoggedChange>(), 0L);
        foreach (var change in revision.Changes)
        {
            if (size > 0 && size + (change.After?.Size ?? 0) > LargestEvent)
            {
                yield return new(revision with { Changes = part.ToValueList() });
                (part, size) = ([], 0);
            }
            part.Add(change);
            size += change.After?.Size ?? 0;
        }
        yield return new(revision with { Changes = part.ToValueList() });
    }

    private void Fold()
    {
        if (_folding is not null || _history.Excess(_limits, _time.GetUtcNow()) is not { } last) return;
        var folded = _history.FoldedTo(last);
        _folding = folded;
        var sequenceNr = _numbers.Last(x => x.Revision <= last).SequenceNr;
        SnapshotStore.Tell(new SaveSnapshot(new(PersistenceId, sequenceNr, _time.GetUtcNow().UtcDateTime), new HistoryBase(folded.BaseOnly())), Self);
    }

    /// <summary>The snapshot is stored: only now may go what it holds.</summary>
    private void OnFolded(long sequenceNr)
    {
        var last = _folding!.BaseRevision;
        _folding = null;
        _history = _history.FoldedTo(last);
        while (_numbers.TryPeek(out var oldest) && oldest.SequenceNr <= sequenceNr) _numbers.Dequeue();
        DeleteMessages(sequenceNr);
        DeleteSnapshots(new(sequenceNr - 1));
        _keeper.Tell(new Folded(last));
        Fold();
    }
}
