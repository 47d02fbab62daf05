using Akka.Actor;
using Mesh.Actors.Config;
using Mesh.Actors.Jwks;
using Mesh.Actors.Services;
using Mesh.Core.Model;
using Mesh.Core.Security.Jwks;
using Mesh.Core.Translation.Pipeline;
using static Mesh.Actors.Models.ModelMessages;

namespace Mesh.Actors.Models;

/// <summary>
/// This member's model of the mesh, and the proxies that are served from it here. One a member. Building and translating happen beside it, a
/// bounded number at a time; what changes meanwhile is merged, and the last state wins.
/// </summary>
public sealed class ModelActor : ReceiveActor, IWithTimers
{
    /// <summary>Proxies that one piece of work classifies: few enough to share the work, enough to be worth the hand-over.</summary>
    private const int ClassifyAtOnce = 32;

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);

    private readonly ModelSetup _setup;
    private readonly SnapshotPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly ProxyTable _proxies = new();
    private readonly HashSet<string> _changedHosts = [];
    private readonly HashSet<string> _changedWhileBuilding = [];
    private MeshModel? _model;
    private long _wanted;
    private long _built;
    private bool _building;
    private bool _adopting;
    private JwksBook _keys = JwksBook.Empty;
    private ModelBuilt? _awaitsKeys;
    private int _working;
    private long _adoptedAt;
    private bool _newcomersTurn = true;

    public ModelActor(ModelSetup setup)
    {
        _setup = setup;
        _time = setup.Time;
        _pipeline = new(setup.Pipeline);

        Receive<ConfigMessages.MeshChanged>(OnMeshChanged);
        Receive<ModelBuilt>(OnModelBuilt);
        Receive<ServiceMessages.EndpointsChanged>(OnEndpointsChanged);
        Receive<AdoptEndpoints>(_ => OnAdoptEndpoints());
        Receive<Register>(OnRegister);
        Receive<Classified>(OnClassified);
        Receive<Translated>(OnTranslated);
        Receive<CheckAgain>(OnCheckAgain);
        Receive<JwksMessages.BookChanged>(OnBookChanged);
        Receive<GoWithoutKeys>(_ => StopAwaitingKeys());
        Receive<ReportProgress>(x => Sender.Tell(new ModelProgress(x.Revision, IsSettled)));
        Receive<ForgetUnused>(_ => OnForgetUnused());
        Receive<Terminated>(gone => _proxies.Remove(gone.ActorRef));
        Receive<BuildFailed>(OnBuildFailed);
        Receive<TranslationFailed>(OnTranslationFailed);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ModelSetup setup) => Akka.Actor.Props.Create(() => new ModelActor(setup));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("forget", ForgetUnused.Instance, ForgetEvery);
        if (_setup.Replica.Current is { } held) Self.Tell(new ConfigMessages.MeshChanged(held.Revision));
    }

    /// <summary>Nothing that this member has heard of is still to be built, adopted or translated.</summary>
    private bool IsSettled => _model is not null && !_building && !_adopting && _wanted <= _built && _working == 0 && !_proxies.HasWork;

    private void OnMeshChanged(ConfigMessages.MeshChanged changed)
    {
        _wanted = Math.Max(_wanted, changed.Revision);
        BuildIfIdle();
    }

    private void BuildIfIdle()
    {
        if (_building || _wanted <= _built || _setup.Replica.Current is not { } view) return;
        _building = true;
        _changedWhileBuilding.Clear();
        var previous = _model;
        var started = _time.GetTimestamp();
        Task.Run(() => new ModelBuilt(view.Revision, ModelBuilder.Build(view.Parts, previous), _time.GetElapsedTime(started)))
            .PipeTo(Self, failure: cause => new BuildFailed(view.Revision, cause));
    }

    /// <summary>A bug, since any configuration can be modelled. The last model stays in force; the next revision has another try.</summary>
    private void OnBuildFailed(BuildFailed failed)
    {
        _building = false;
        _built = failed.ConfigRevision;
        _setup.Observer.Failed($"The model of revision {failed.ConfigRevision} could not be built", failed.Cause);
        BuildIfIdle();
    }

    private void OnModelBuilt(ModelBuilt built)
    {
        _building = false;
        _built = built.ConfigRevision;
        // Endpoints went on to change while this was built: they are newer than what it was built from.
        var model = built.Model.WithEndpoints([.. _changedWhileBuilding.Select(_setup.Replica.EndpointsOf)]).WithJwks(_keys);
        WantKeys(model, built);
        Adopt(model.At(Math.Max(model.Revision, (_model?.Revision ?? 0) + 1)));
        if (_awaitsKeys is null) _setup.Observer.ModelBuilt(model, built.Took);
        BuildIfIdle();
    }

    private void OnEndpointsChanged(ServiceMessages.EndpointsChanged changed)
    {
        if (changed.Revision <= _built) return;
        if (_building) _changedWhileBuilding.Add(changed.Host);
        if (_model is null) return;
        _changedHosts.Add(changed.Host);
        if (_adopting) return;
        // Behind what is in the mailbox already: many services that change at once make one model.
        _adopting = true;
        Self.Tell(AdoptEndpoints.Instance);
    }

    private void OnAdoptEndpoints()
    {
        _adopting = false;
        var changed = _changedHosts.Select(_setup.Replica.EndpointsOf).Where(x => !x.All.SequenceEqual(_model!.EndpointsOf(x.Host).All)).ToList();
        _changedHosts.Clear();
        if (changed.Count > 0) Adopt(_model!.WithEndpoints(changed));
    }

    private void WantKeys(MeshModel model, ModelBuilt built)
    {
        var sources = JwksSource.All(model.Configs);
        if (_model is null && sources.Count > 0)
        {
            // Proxies that come back after a restart would else refuse, for a moment, tokens that they took before.
            _awaitsKeys = built;
            Timers.StartSingleTimer("keys", GoWithoutKeys.Instance, _setup.KeysWait);
        }
        _setup.Jwks.Tell(new JwksMessages.WantKeys(sources));
    }

    private void OnBookChanged(JwksMessages.BookChanged changed)
    {
        _keys = changed.Book;
        if (_model is { } model && !ReferenceEquals(model.Jwks, _keys)) Adopt(model.WithJwks(_keys));
        if (changed.Settled) StopAwaitingKeys();
    }

    private void StopAwaitingKeys()
    {
        if (_awaitsKeys is not { } first) return;
        _awaitsKeys = null;
        _setup.Current.Model = _model;
        _setup.Observer.ModelBuilt(_model!, first.Took);
        Work();
    }

    private void Adopt(MeshModel model)
    {
        var before = _model;
        _model = model;
        _adoptedAt = _time.GetTimestamp();
        if (_awaitsKeys is null) _setup.Current.Model = model;
        if (!ReferenceEquals(before?.Parts, model.Parts)) Context.System.EventStream.Publish(new MeshAdopted(model.Mesh, model.Configs));
        _proxies.Advance(proxy => before is null || _pipeline.ClassMayDiffer(proxy, before, model));
        Work();
    }

    private void OnRegister(Register register)
    {
        Context.Watch(Sender);
        _proxies.Register(Sender, register.Proxy);
        Work();
    }

    /// <summary>Starts as much as there is room for: known classes and newcomers by turns, so that neither a storm of changes nor one of connections starves the other.</summary>
    private void Work()
    {
        if (_model is not { } model || _awaitsKeys is not null) return;
        while (_working < _setup.Parallelism)
        {
            _newcomersTurn = !_newcomersTurn;
            var started = _newcomersTurn ? StartClassifying(model) || StartTranslating(model) : StartTranslating(model) || StartClassifying(model);
            if (!started) return;
        }
    }

    private bool StartTranslating(MeshModel model)
    {
        if (!_proxies.TryTakeUntranslated(out var proxies)) return false;
        Start(() => Translate(model, proxies), cause => new TranslationFailed(proxies, cause));
        return true;
    }

    private bool StartClassifying(MeshModel model)
    {
        if (_proxies.TakeUnclassified(ClassifyAtOnce) is not { Count: > 0 } taken) return false;
        Start(() => Classify(model, taken), cause => new TranslationFailed(null, cause));
        return true;
    }

    private void Start(Func<object> work, Func<Exception, object> failure)
    {
        _working++;
        Task.Run(work).PipeTo(Self, failure: failure);
    }

    /// <summary>A bug, met by one class of proxies: they keep what they have until the configuration changes. Others do not notice.</summary>
    private void OnTranslationFailed(TranslationFailed failed)
    {
        _working--;
        if (failed.Class is { } proxies) _proxies.Finish(proxies);
        _setup.Observer.Failed($"Translation for proxies of namespace {failed.Class?.Proxy.Namespace} failed", failed.Cause);
        Work();
    }

    private Translated Translate(MeshModel model, ProxyClass proxies)
    {
        var started = _time.GetTimestamp();
        var outcome = _pipeline.Snapshot(model, proxies, _time.GetUtcNow());
        return new(model, proxies, outcome, _time.GetElapsedTime(started));
    }

    private Classified Classify(MeshModel model, IReadOnlyList<(IActorRef Connection, Proxy Proxy)> taken)
    {
        var now = _time.GetUtcNow();
        var found = new List<(IActorRef, Proxy, ProxyClass)>(taken.Count);
        var outcomes = new Dictionary<ProxyClass, SnapshotOutcome>();
        var failed = new List<IActorRef>();
        foreach (var (connection, proxy) in taken)
        {
            try
            {
                var proxies = _pipeline.ClassOf(model, proxy, now);
                outcomes.TryAdd(proxies, _pipeline.Snapshot(model, proxies, now));
                found.Add((connection, proxy, proxies));
            }
            catch (Exception cause)
            {
                failed.Add(connection);
                _setup.Observer.Failed($"Translation for {proxy.Id} failed", cause);
            }
        }
        return new(model, found, outcomes, failed);
    }

    private void OnClassified(Classified classified)
    {
        _working--;
        var isCurrent = ReferenceEquals(classified.Model, _model);
        foreach (var (connection, proxy, proxies) in classified.Proxies)
        {
            _proxies.Settle(connection, proxy, proxies, isCurrent || !_pipeline.ClassMayDiffer(proxy, classified.Model, _model!));
        }
        foreach (var connection in classified.Failed) _proxies.GiveUp(connection);
        foreach (var (proxies, outcome) in classified.Outcomes)
        {
            Publish(proxies, outcome, classified.Model.Revision);
            if (!isCurrent) _proxies.Want(proxies);
        }
        Work();
    }

    private void OnTranslated(Translated translated)
    {
        _working--;
        _proxies.Finish(translated.Class);
        _setup.Observer.Translated(translated.Class, translated.Took);
        Publish(translated.Class, translated.Outcome, translated.Model.Revision);
        Work();
    }

    private void Publish(ProxyClass proxies, SnapshotOutcome outcome, long revision)
    {
        var before = _proxies.Store(proxies, outcome, revision);
        // One message for all who are told the same.
        SnapshotChanged? change = null, start = null;
        foreach (var (connection, snapshot, isFirst) in _proxies.TakeUntold(proxies))
        {
            connection.Tell(isFirst ? start ??= new(snapshot, null) : change ??= new(snapshot, _adoptedAt));
        }
        if (ReferenceEquals(before, outcome)) return;
        if (outcome.CheckAgainAt is { } at) Timers.StartSingleTimer(proxies, new CheckAgain(proxies), Later(at));
        if (Differ(before, outcome)) _setup.Observer.ProblemsChanged(
            [.. _proxies.Outcomes.SelectMany(x => x.Withheld).DistinctBy(x => x.ToString())],
            [.. _proxies.Outcomes.SelectMany(x => x.Warnings).Distinct()]);
    }

    private void OnCheckAgain(CheckAgain check)
    {
        _proxies.Want(check.Class);
        Work();
    }

    /// <summary>The pipeline remembers classes that nobody is of any more, so that a proxy that comes back finds its snapshot; not for ever.</summary>
    private void OnForgetUnused()
    {
        if (_working == 0) _pipeline.Retain(_proxies.ClassesInUse.ToHashSet());
    }

    private TimeSpan Later(DateTimeOffset at) => at - _time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.FromMilliseconds(1);

    private static bool Differ(SnapshotOutcome? before, SnapshotOutcome after) => before is null
        ? after.Withheld.Count + after.Warnings.Count > 0
        : !ReferenceEquals(before.Withheld, after.Withheld) || !ReferenceEquals(before.Warnings, after.Warnings);
}
