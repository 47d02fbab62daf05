using Akka.Actor;
using Mesh.Actors.Analysis;
using Mesh.Actors.Log;
using Mesh.Actors.Replication;
using Mesh.Actors.Services;
using Mesh.Core.Analysis;
using Mesh.Core.Model;
using Mesh.Core.Values;
using static Mesh.Actors.Config.ConfigMessages;

namespace Mesh.Actors.Config;

/// <summary>
/// Keeps the mesh's configuration, one in the cluster: takes what the source has, gives it a revision, tells members that there is one.
/// A change of endpoints alone goes to the services that it concerns, so that it costs what it touches. At the start the mesh is served as the log
/// knew it last, until the source answers; what then differs is news.
/// </summary>
public sealed class ConfigActor : ReceiveActor, IWithTimers, IWithStash
{
    /// <summary>A source that breaks at once must not keep a processor busy.</summary>
    private static readonly TimeSpan WatchAgainAfter = TimeSpan.FromSeconds(1);

    private readonly IConfigSource _source;
    private readonly MeshReplica _replica;
    private readonly IActorRef _services;
    private readonly IActorRef _publisher;
    private readonly IMeshObserver _observer;
    private readonly Props? _analysis;
    private readonly LogSetup? _log;
    private readonly CancellationTokenSource _watching = new();
    private ConfigState _state = ConfigState.Empty;
    private ValueList<Finding> _findings = [];
    private IActorRef _analyst = ActorRefs.Nobody;
    private IActorRef _logKeeper = ActorRefs.Nobody;
    private long _rebuiltAt;
    private bool _isReadingLog;
    private bool _hasTaken;

    /// <param name="services">The region of services.</param>
    /// <param name="publisher">This member's ReplicaActor, which tells the others.</param>
    /// <param name="analysis">Looks over the mesh after each change; null for nobody.</param>
    /// <param name="log">null: the configuration is forgotten with the members that hold it.</param>
    public ConfigActor(
        IConfigSource source, MeshReplica replica, IActorRef services, IActorRef publisher, IMeshObserver observer, Props? analysis = null, LogSetup? log = null)
    {
        _source = source;
        _replica = replica;
        _services = services;
        _publisher = publisher;
        _observer = observer;
        _analysis = analysis;
        _log = log;

        Receive<Take>(OnTake);
        Receive<DescribeConfig>(_ => Sender.Tell(Report()));
        Receive<ReplicaMessages.Led>(OnLed);
        Receive<RaiseRevision>(OnRaiseRevision);
        Receive<AnalysisMessages.Analyzed>(analyzed => _findings = analyzed.Findings);
        Receive<WatchSource>(_ => StartWatching());
        Receive<SourceLost>(lost => OnSourceLost(lost.Cause));
        Receive<LogMessages.Recovered>(OnRecovered);
        Receive<Restored>(restored => OnRestored(restored.State));
        Receive<LogMessages.Conflict>(OnConflict);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Holds one message at most: the source waits for its answer.</summary>
    public IStash Stash { get; set; } = null!;

    public static Props Props(
        IConfigSource source, MeshReplica replica, IActorRef services, IActorRef publisher, IMeshObserver observer, Props? analysis = null, LogSetup? log = null) =>
        Akka.Actor.Props.Create(() => new ConfigActor(source, replica, services, publisher, observer, analysis, log));

    protected override void PreStart()
    {
        if (_analysis is not null) _analyst = Context.ActorOf(_analysis, "analysis");
        _publisher.Tell(ReplicaMessages.Lead.Instance);
    }

    protected override void PostStop()
    {
        _watching.Cancel();
        _watching.Dispose();
    }

    /// <summary>What this member holds is where it goes on from: revisions only grow, and what is known stays until the source says otherwise.</summary>
    private void OnLed(ReplicaMessages.Led led)
    {
        if (led.View is { } view)
        {
            _state = _state with { Revision = view.Revision, Configs = view.Parts.Configs, Mesh = view.Parts.Mesh };
            _analyst.Tell(new AnalysisMessages.Analyze(view.Parts));
        }
        _rebuiltAt = _state.Revision;
        if (_log is not null && _logKeeper.IsNobody())
        {
            _logKeeper = Context.ActorOf(LogKeeper.Props(_log), "log");
            _isReadingLog = true;
        }
        StartWatching();
    }

    private void OnRecovered(LogMessages.Recovered recovered)
    {
        if (_state.Revision > 0)
        {
            // What this member held is newer than what the log knew: its former keeper may have had no time to store it.
            if (_isReadingLog) _logKeeper.Tell(Everything());
            GoOn();
        }
        else if (recovered.Documents.Count > 0)
        {
            var observer = _log!.Observer;
            Task.Run(() => new Restored(Restoring.Of(recovered.Revision, recovered.Documents, observer.Unreadable))).PipeTo(Self, failure: cause =>
            {
                observer.Unreadable("content", cause);
                return LogMessages.Recovered.Nothing;
            });
        }
        else
        {
            GoOn();
        }
    }

    private void OnRestored(ConfigState restored)
    {
        if (_state.Revision == 0)
        {
            _state = restored;
            var view = _replica.Advance(_state.Revision, _state.Configs, _state.Mesh);
            _publisher.Tell(new ReplicaMessages.Publish(view, MeshDelta.Whole(view), OnlyEndpoints: false, []));
            _rebuiltAt = _state.Revision;
            _analyst.Tell(new AnalysisMessages.Analyze(view.Parts));
            _log!.Observer.Restored(_state);
        }
        GoOn();
    }

    private void GoOn()
    {
        _isReadingLog = false;
        Stash.UnstashAll();
    }

    private LogMessages.Append Everything() =>
        new(_state.Revision, _source.Description, [.. _state.Configs.Everything], [], _state.Mesh, OfHidden.Same, Whole: true);

    /// <summary>Two halves of a split cluster wrote. Begins anew, from what is stored and what the source says then.</summary>
    private void OnConflict(LogMessages.Conflict conflict)
    {
        _log!.Observer.Conflict(conflict.Reason);
        throw new InvalidOperationException(conflict.Reason);
    }

    private void StartWatching()
    {
        var self = Self;
        Task.Run(() => Watch(self)).PipeTo(self, failure: cause => new SourceLost(cause));
    }

    /// <summary>One batch at a time: the source merges what happens meanwhile.</summary>
    private async Task Watch(IActorRef self)
    {
        var cancel = _watching.Token;
        var complete = true;
        try
        {
            await foreach (var changes in _source.Watch(cancel).ConfigureAwait(false))
            {
                await self.Ask<Taken>(new Take(changes, complete), Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(false);
                complete = false;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }

    private void OnTake(Take take)
    {
        if (_isReadingLog)
        {
            Stash.Stash();
            return;
        }
        var replyTo = Sender;
        var isWhole = take.Complete && _state.Revision == 0;
        var (next, effect) = _state.Apply(take.Changes, take.Complete);
        _state = next;
        if (effect.Changed)
        {
            var view = _replica.Advance(next.Revision, next.Configs, next.Mesh);
            Publish(view, effect);
            var hidden = _hasTaken ? OfHidden.Changed : OfHidden.ReadAgain;
            _logKeeper.Tell(new LogMessages.Append(next.Revision, _source.Description, effect.Delta.Applied, effect.Delta.Removed, effect.Delta.Mesh, hidden, isWhole));
        }
        _hasTaken = true;
        _observer.ConfigTaken(next, effect);
        replyTo.Tell(Taken.Instance);
    }

    private void Publish(MeshView view, ConfigEffect effect)
    {
        _publisher.Tell(new ReplicaMessages.Publish(view, effect.Delta, effect.OnlyEndpoints, effect.EndpointsOf));
        if (effect.OnlyEndpoints) TellServices(view, effect);
        else _rebuiltAt = view.Revision;
        if (!effect.OnlyEndpoints) _analyst.Tell(new AnalysisMessages.Analyze(view.Parts));
    }

    private void TellServices(MeshView view, ConfigEffect effect)
    {
        foreach (var name in effect.EndpointsOf)
        {
            if (view.HostOf(name) is not { } host) continue;
            var endpoints = _replica.EndpointsOf(host);
            _services.Tell(new ServiceMessages.ObserveEndpoints(
                host, _rebuiltAt, view.Revision, EndpointDigest.Of(endpoints), endpoints.All.Count, endpoints.All.Count(x => x.Health == EndpointHealth.Healthy)));
        }
    }

    private void OnRaiseRevision(RaiseRevision raise)
    {
        if (raise.Above < _state.Revision) return;
        _state = _state with { Revision = raise.Above + 1 };
        var view = _replica.Advance(_state.Revision, _state.Configs, _state.Mesh);
        _publisher.Tell(new ReplicaMessages.Publish(view, MeshDelta.None, OnlyEndpoints: false, []));
    }

    /// <summary>What is known stays in force; the next watch begins with a complete state.</summary>
    private void OnSourceLost(Exception cause)
    {
        _observer.SourceLost(_source.Description, cause, WatchAgainAfter);
        Timers.StartSingleTimer("watch", WatchSource.Instance, WatchAgainAfter);
    }

    private ConfigReport Report() => new(
        _state.Revision,
        _source.Description,
        _state.Configs.Counts,
        _state.Refused,
        _state.Warnings,
        _findings);
}
