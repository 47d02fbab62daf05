using System.Text;
using System.Text.Json;
using Akka.Actor;
using Mesh.Actors.Config;
using Mesh.Core.Config;
using Mesh.Core.History;
using Mesh.Core.Values;
using static Mesh.Actors.Log.LogMessages;

namespace Mesh.Actors.Log;

/// <summary>
/// Keeps the mesh log beside the keeper of the configuration, its parent, which never waits for the store: what is accepted is in force, and here
/// it waits its turn to be stored. A store that fails is tried again, less and less often.
/// <code>Reading ──both parts read──► Writing ◄──store failed, read again──┐
///    └──too long──► parent goes on, parts join as they are read ──────┘</code>
/// </summary>
internal sealed class LogKeeper : ReceiveActor, IWithTimers
{
    private static readonly ConfigSource MeshSource = new(RevisionDraft.MeshConfigName, 0);

    private readonly LogSetup _setup;
    private readonly Dictionary<LogPart, PartState> _parts;
    private bool _hasAnswered;
    private bool _hasAccepted;
    private string _source = "";

    public LogKeeper(LogSetup setup)
    {
        _setup = setup;
        _parts = new()
        {
            [LogPart.Config] = new(LogPart.Config, "mesh-log", setup.Options.Limits),
            [LogPart.Observed] = new(LogPart.Observed, "mesh-endpoints", HistoryLimits.OnlyTheLast),
        };

        Receive<Append>(OnAppend);
        Receive<Opened>(opened => OnOpened(PartOf(Sender), opened.History));
        Receive<Written>(written => OnWritten(PartOf(Sender), written.Revision));
        Receive<Folded>(folded => OnFolded(PartOf(Sender), folded.Revision));
        Receive<Failed>(failed => OnFailed(PartOf(Sender), failed.Cause));
        Receive<Terminated>(gone => OnTerminated(PartOf(gone.ActorRef)));
        Receive<OpenAgain>(again => Open(_parts[again.Part]));
        Receive<TooLong>(_ => OnTooLong());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(LogSetup setup) => Akka.Actor.Props.Create(() => new LogKeeper(setup));

    /// <summary>A writer that fails has ended; a new one reads what is stored.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _setup.Observer.Failed(cause, _setup.Options.FirstBackOff);
        return Directive.Stop;
    });

    /// <summary>What was accepted is known here alone: its keeper begins anew as well.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        Context.Parent.Tell(new Conflict($"the log's keeper failed: {reason.Message}"));
        base.PreRestart(reason, message);
    }

    protected override void PreStart()
    {
        foreach (var part in _parts.Values) Open(part);
        Timers.StartSingleTimer(TooLong.Instance, TooLong.Instance, _setup.Options.RecoveryTimeout);
    }

    protected override void PostStop()
    {
        _setup.View.History = null;
        _setup.View.Status = LogStatus.UpToDate;
    }

    private PartState PartOf(IActorRef writer) => _parts.Values.Single(x => writer.Equals(x.Writer));

    private void Open(PartState part)
    {
        part.Writer = Context.ActorOf(LogWriter.Props(part.PersistenceId, part.Limits, _setup.Time));
        Context.Watch(part.Writer);
    }

    private void OnOpened(PartState part, MeshHistory stored)
    {
        part.IsOpen = true;
        part.Failure = null;
        part.Attempts = 0;
        var before = part.History;
        if (!part.WasRead) Join(part, stored);
        else if (IsOurs(part, stored)) part.Queue = part.Queue.Stored(stored.Revision);
        else
        {
            Context.Parent.Tell(new Conflict($"the log was at revision {before.Revision} and {stored.Revision} is stored, by {stored.Revisions.LastOrDefault()?.Member ?? "another member"}"));
            return;
        }
        part.WasRead = true;
        // Late is better than never, as long as nothing else is served.
        if ((!_hasAnswered || !_hasAccepted) && _parts.Values.All(x => x.WasRead)) Recover();
        Advance(part);
    }

    /// <summary>What was accepted before the log could be read becomes one revision on top of it.</summary>
    private void Join(PartState part, MeshHistory stored)
    {
        var accepted = part.History;
        part.History = stored;
        part.Queue = LogQueue.Empty;
        if (!_hasAccepted) return;
        var gone = stored.Head.Keys.Where(x => !accepted.Head.ContainsKey(x));
        var changes = RevisionDraft.Changes(stored, accepted.Head.Select(x => (x.Key, x.Value)), gone, LoggedKind.Read);
        if (changes.Count > 0) Take(part, new(Math.Max(accepted.Revision, stored.Revision + 1), _setup.Time.GetUtcNow(), _source, _setup.Member, changes));
        Raise(part.History.Revision);
    }

    /// <summary>A write of ours may have been stored though its answer was lost; anybody else's is a conflict.</summary>
    private static bool IsOurs(PartState part, MeshHistory stored) => stored.Revision <= part.History.Revision
        && (stored.Revisions.IsEmpty || part.History.Revisions.FirstOrDefault(x => x.Revision == stored.Revision) is not { } known || known.Member == stored.Revisions[^1].Member);

    private void Recover()
    {
        _hasAnswered = true;
        Timers.Cancel(TooLong.Instance);
        Context.Parent.Tell(new Recovered(_parts.Values.Max(x => x.History.Revision), [.. _parts.Values.SelectMany(x => x.History.Head)]));
    }

    /// <summary>The mesh is served from its source alone, as if there were no log.</summary>
    private void OnTooLong()
    {
        if (_hasAnswered) return;
        _hasAnswered = true;
        Context.Parent.Tell(Recovered.Nothing);
        Tell();
    }

    private void OnAppend(Append append)
    {
        _hasAccepted = true;
        _source = append.Source;
        var now = _setup.Time.GetUtcNow();
        var revision = Math.Max(append.Revision, _parts.Values.Max(x => x.History.Revision) + 1);
        foreach (var part in _parts.Values)
        {
            var applied = Applied(append, part).ToList();
            var removed = append.Whole
                ? part.History.Head.Keys.Except(applied.Select(x => x.Name)).Where(x => x != RevisionDraft.MeshConfigName)
                : append.Removed.Where(x => IsOf(part, x.Kind)).Select(x => x.ToString());
            var changes = RevisionDraft.Changes(part.History, applied, removed, KindOf(append.Hidden));
            if (changes.Count == 0) continue;
            if (revision > append.Revision) Raise(revision);
            Take(part, new(revision, now, append.Source, _setup.Member, changes));
            Advance(part);
        }
    }

    private static LoggedKind? KindOf(OfHidden hidden) => hidden switch
    {
        OfHidden.Changed => LoggedKind.Changed,
        OfHidden.ReadAgain => LoggedKind.Read,
        _ => null,
    };

    /// <summary>Revisions of the configuration go on from here.</summary>
    private static void Raise(long revision) => Context.Parent.Tell(new ConfigMessages.RaiseRevision(revision - 1));

    private static IEnumerable<(string Name, LoggedDocument Document)> Applied(Append append, PartState part)
    {
        foreach (var item in append.Applied.Where(x => IsOf(part, x.Kind))) yield return (item.Key.ToString(), LoggedDocument.Of(item));
        if (part.Part == LogPart.Config && append.Mesh is { } mesh) yield return (RevisionDraft.MeshConfigName, LoggedDocument.Of(TextOf(mesh), MeshSource));
    }

    private void Take(PartState part, LoggedRevision revision)
    {
        part.History = part.History.With(revision);
        part.Queue = part.Queue.With(revision, _setup.Options);
    }

    private void OnWritten(PartState part, long revision)
    {
        part.Queue = part.Queue.Stored(revision);
        Advance(part);
    }

    private void OnFolded(PartState part, long revision)
    {
        part.History = part.History.FoldedTo(revision);
        Tell();
    }

    private void OnFailed(PartState part, Exception cause)
    {
        // What follows is a diagnosis of the client, in one line of a thousand characters.
        part.Failure = cause.Message.Split(';')[0];
        _setup.Observer.Failed(cause, WaitOf(part));
    }

    private void OnTerminated(PartState part)
    {
        part.IsOpen = false;
        part.Queue = part.Queue.Failed();
        part.Failure ??= "its writer has failed";
        Timers.StartSingleTimer(part.Part, new OpenAgain(part.Part), WaitOf(part));
        part.Attempts++;
        Tell();
    }

    private TimeSpan WaitOf(PartState part)
    {
        var wait = _setup.Options.FirstBackOff * Math.Pow(2, Math.Min(part.Attempts, 20));
        return wait < _setup.Options.LongestBackOff ? wait : _setup.Options.LongestBackOff;
    }

    /// <summary>Hands the store what waits, if it is free.</summary>
    private void Advance(PartState part)
    {
        if (part.IsOpen)
        {
            (part.Queue, var batch) = part.Queue.Take();
            if (batch.Count > 0) part.Writer.Tell(new Write(batch));
        }
        Tell();
    }

    private void Tell()
    {
        if (_parts[LogPart.Config].WasRead) _setup.View.History = _parts[LogPart.Config].History;
        var waiting = _parts.Values.SelectMany(x => x.Queue.Waiting).ToList();
        var status = new LogStatus(waiting.Count, waiting.Count == 0 ? null : waiting.Min(x => x.Time), _parts.Values.Select(x => x.Failure).FirstOrDefault(x => x is not null));
        if (status == _setup.View.Status) return;
        _setup.View.Status = status;
        _setup.Observer.Advanced(status);
    }

    private static bool IsOf(PartState part, ConfigKind kind) => RevisionDraft.IsObserved(kind) == (part.Part == LogPart.Observed);

    private static string TextOf(MeshConfig mesh)
    {
        using var text = new MemoryStream();
        using (var to = new Utf8JsonWriter(text)) ConfigDocument.WriteRecord(to, mesh);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private sealed class PartState(LogPart part, string persistenceId, HistoryLimits limits)
    {
        public LogPart Part { get; } = part;

        public string PersistenceId { get; } = persistenceId;

        public HistoryLimits Limits { get; } = limits;

        public IActorRef Writer { get; set; } = ActorRefs.Nobody;

        /// <summary>The writer takes writes.</summary>
        public bool IsOpen { get; set; }

        /// <summary>What was stored before this member took over is known.</summary>
        public bool WasRead { get; set; }

        /// <summary>With what is not stored yet.</summary>
        public MeshHistory History { get; set; } = MeshHistory.Empty;

        public LogQueue Queue { get; set; } = LogQueue.Empty;

        public int Attempts { get; set; }

        public string? Failure { get; set; }
    }
}
