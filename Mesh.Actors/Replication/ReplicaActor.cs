using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Mesh.Actors.Config;
using Mesh.Actors.Models;
using Mesh.Actors.Services;
using Mesh.Core.Values;
using static Akka.Cluster.ClusterEvent;
using static Mesh.Actors.Replication.ReplicaMessages;

namespace Mesh.Actors.Replication;

/// <summary>
/// Holds this member's copy of the configuration in step. Where the ConfigActor lives it publishes: each delta once to each member. Elsewhere it
/// follows: takes what fits on what it holds, drops what is old, and asks for what it missed. Told every second what there is, so that nothing that
/// was lost stays lost. A member without a publisher serves what it has.
/// </summary>
public sealed class ReplicaActor : ReceiveActor, IWithTimers
{
    /// <summary>Deltas that are kept for members that missed some.</summary>
    private const int Remembered = 128;

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    private readonly Cluster? _cluster;
    private readonly ReplicaSetup _setup;
    private readonly Dictionary<Address, Follower> _followers = [];
    private readonly DeltaLog _log = new(Remembered);
    private readonly PartsBuffer _parts = new();
    private readonly Queue<Arrived> _arrived = new();
    private Mark _held = Mark.None;
    private bool _unfolding;

    /// <summary>The ConfigActor, while it lives here.</summary>
    private IActorRef? _keeper;

    /// <summary>A ConfigActor that begins here, until the copy stands still.</summary>
    private IActorRef? _beginning;

    /// <summary>A delta could not be taken, so that only the whole state will do.</summary>
    private bool _needsWhole;

    /// <summary>The whole state, packed, for as long as it is the last.</summary>
    private PublishedDelta? _whole;

    public ReplicaActor(ReplicaSetup setup)
    {
        _setup = setup;
        _cluster = setup.InCluster ? Cluster.Get(Context.System) : null;

        // Behind all that the model was told of the revision.
        Receive<ModelMessages.DescribeProgress>(_ => _setup.Model.Forward(new ModelMessages.ReportProgress(_held.Revision)));

        // Where the ConfigActor lives.
        Receive<Lead>(_ => OnLead());
        Receive<Publish>(OnPublish);
        Receive<CatchUp>(OnCatchUp);
        Receive<Took>(OnTook);
        Receive<TellHeld>(_ => OnTellHeld());
        Receive<MemberUp>(up => Add(up.Member));
        Receive<MemberRemoved>(gone => Remove(gone.Member));
        Receive<IMemberEvent>(_ => { });

        // Elsewhere.
        Receive<Held>(OnHeld);
        Receive<RevisionPart>(OnPart);
        Receive<Unfolded>(OnUnfolded);
        Receive<UnfoldFailed>(OnUnfoldFailed);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ReplicaSetup setup) => Akka.Actor.Props.Create(() => new ReplicaActor(setup));

    protected override void PreStart()
    {
        _cluster?.Subscribe(Self, SubscriptionInitialStateMode.InitialStateAsEvents, typeof(IMemberEvent));
        Timers.StartPeriodicTimer("held", TellHeld.Instance, TellEvery);
    }

    protected override void PostStop() => _cluster?.Unsubscribe(Self);

    // ── publishing ──

    /// <summary>The copy has one writer: this one while it follows, the ConfigActor from the answer on.</summary>
    private void OnLead()
    {
        _arrived.Clear();
        if (_unfolding) _beginning = Sender;
        else Begin(Sender);
    }

    /// <summary>A term is later than every one that was heard of here, and than those of keepers whose clocks this one's does not lag behind by more than a hand-over takes.</summary>
    private void Begin(IActorRef keeper)
    {
        _beginning = null;
        _keeper = keeper;
        var before = _held;
        _held = new(Math.Max(_setup.Time.GetUtcNow().ToUnixTimeMilliseconds(), before.Term + 1), _setup.Replica.Current?.Revision ?? 0);
        if (before != Mark.None) _log.Add(before, _held, MeshDelta.None);
        keeper.Tell(new Led(_setup.Replica.Current));
        OnTellHeld();
    }

    private void OnPublish(Publish publish)
    {
        var before = _held;
        _held = new(before.Term, publish.View.Revision);
        _whole = null;
        var delta = _log.Add(before, _held, publish.Delta);
        foreach (var follower in _followers.Values) follower.Send(delta, Self);
        if (!publish.Delta.IsEmpty || before.Revision == 0) Show(publish.View, publish.OnlyEndpoints, publish.EndpointsOf);
    }

    private void OnTellHeld()
    {
        if (_keeper is null || _setup.Replica.Current is null) return;
        foreach (var follower in _followers.Values) follower.Tell(new Held(_held.Term, _held.Revision), Self);
    }

    private void OnCatchUp(CatchUp ask)
    {
        if (FollowerOf(Sender) is { } follower) Bring(follower, new(ask.Term, ask.Revision));
    }

    private void OnTook(Took took)
    {
        if (FollowerOf(Sender) is { } follower && follower.Answered()) Bring(follower, new(took.Term, took.Revision));
    }

    private void Bring(Follower follower, Mark from)
    {
        if (_keeper is null || _setup.Replica.Current is not { } view) return;
        if (_log.After(from) is { } deltas)
        {
            follower.Begin();
            foreach (var delta in deltas) follower.Send(delta, Self);
        }
        else if (from.Revision >= view.Revision && from.Term != _held.Term)
        {
            // It holds what a former keeper said last and this one never heard: revisions go on from there. It will ask again.
            _keeper.Tell(new ConfigMessages.RaiseRevision(from.Revision));
        }
        else
        {
            follower.Begin();
            follower.Send(_whole ??= new(Mark.Nothing, _held, MeshDelta.Whole(view)), Self);
        }
    }

    private void Add(Member member)
    {
        if (member.UniqueAddress.Equals(_cluster!.SelfUniqueAddress)) return;
        var follower = new Follower(Context.ActorSelection(new RootActorPath(member.Address) / Self.Path.Elements), member.UniqueAddress.Uid);
        _followers[member.Address] = follower;
        if (_keeper is not null && _setup.Replica.Current is not null) follower.Tell(new Held(_held.Term, _held.Revision), Self);
    }

    private void Remove(Member member)
    {
        if (_followers.TryGetValue(member.Address, out var known) && known.Uid == member.UniqueAddress.Uid) _followers.Remove(member.Address);
    }

    private Follower? FollowerOf(IActorRef replica) => _followers.GetValueOrDefault(replica.Path.Address);

    // ── following ──

    private void OnHeld(Held there)
    {
        if (there.Term < _held.Term) return;
        if (there.Term > _held.Term) _keeper = null;
        // What it speaks of may be among what has come and waits here.
        if (_unfolding || _arrived.Count > 0) return;
        if (new Mark(there.Term, there.Revision) == _held) Sender.Tell(new Took(_held.Term, _held.Revision));
        else Sender.Tell(_needsWhole ? new CatchUp(0, 0) : new CatchUp(_held.Term, _held.Revision));
    }

    private void OnPart(RevisionPart part)
    {
        if (part.Term < _held.Term || _parts.Add(part) is not { } data) return;
        if (part.Term > _held.Term) _keeper = null;
        if (_keeper is not null) return;
        _arrived.Enqueue(new(new(part.BeforeTerm, part.Before), new(part.Term, part.Revision), data, Sender));
        Next();
    }

    private void Next()
    {
        while (!_unfolding && _arrived.TryDequeue(out var next))
        {
            if (next.After.Term < _held.Term || next.After == _held) continue;
            var isWhole = next.Before == Mark.Nothing;
            if (isWhole ? next.After.Revision <= _held.Revision : next.Before != _held)
            {
                // Old, or something before it is missing; who keeps the configuration knows which.
                _arrived.Clear();
                if (next.After.Term > _held.Term || next.After.Revision > _held.Revision) next.From.Tell(new CatchUp(_held.Term, _held.Revision));
                return;
            }
            _unfolding = true;
            Task.Run(() => Unfold(next, isWhole)).PipeTo(Self, failure: cause => new UnfoldFailed(next.After, cause));
        }
    }

    /// <summary>The one writer of the replica while this member follows.</summary>
    private Unfolded Unfold(Arrived arrived, bool isWhole)
    {
        var before = _setup.Replica.Current;
        var sent = DeltaText.Read(PackedText.Unpack(arrived.Data), out var unread);
        var delta = isWhole ? sent.From(before) : sent;
        var view = _setup.Replica.Lay(arrived.After.Revision, before, delta);
        return new(arrived, view, delta, before is null || !delta.OnlyEndpoints ? [] : delta.EndpointsOf(before), before is null, unread);
    }

    private void OnUnfolded(Unfolded unfolded)
    {
        _unfolding = false;
        _needsWhole = false;
        _held = unfolded.Arrived.After;
        foreach (var what in unfolded.Unread) _setup.Observer.Unread(what);
        if (!unfolded.Delta.IsEmpty || unfolded.IsFirst) Show(unfolded.View, !unfolded.IsFirst && unfolded.Delta.OnlyEndpoints, unfolded.EndpointsOf);
        unfolded.Arrived.From.Tell(new Took(_held.Term, _held.Revision));
        if (_beginning is { } keeper) Begin(keeper);
        else Next();
    }

    private void OnUnfoldFailed(UnfoldFailed failed)
    {
        _unfolding = false;
        _needsWhole = true;
        _arrived.Clear();
        _setup.Observer.Failed($"Revision {failed.Mark.Revision} could not be taken from another member", failed.Cause);
        if (_beginning is { } keeper) Begin(keeper);
    }

    /// <summary>To this member's model: that there is something to build anew, or whose endpoints are others now.</summary>
    private void Show(MeshView view, bool onlyEndpoints, IEnumerable<ServiceName> endpointsOf)
    {
        if (!onlyEndpoints) _setup.Model.Tell(new ConfigMessages.MeshChanged(view.Revision));
        else foreach (var host in endpointsOf.Select(view.HostOf).OfType<string>()) _setup.Model.Tell(new ServiceMessages.EndpointsChanged(host, view.Revision));
    }

    private sealed record Arrived(Mark Before, Mark After, string[] Data, IActorRef From);

    private sealed record Unfolded(Arrived Arrived, MeshView View, MeshDelta Delta, ValueList<ServiceName> EndpointsOf, bool IsFirst, IReadOnlyList<string> Unread) : INoSerializationVerificationNeeded;

    private sealed record UnfoldFailed(Mark Mark, Exception Cause) : INoSerializationVerificationNeeded;
}

/// <summary>What a <see cref="ReplicaActor"/> works with.</summary>
/// <param name="Model">This member's ModelActor.</param>
/// <param name="InCluster">False in tests of the actor alone.</param>
public sealed record ReplicaSetup(MeshReplica Replica, IActorRef Model, IMeshObserver Observer, TimeProvider Time, bool InCluster = true);
