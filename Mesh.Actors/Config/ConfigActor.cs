using Akka.Actor;
using Mesh.Actors.Members;
using Mesh.Actors.Services;
using Mesh.Core.Model;
using static Mesh.Actors.Config.ConfigMessages;

namespace Mesh.Actors.Config;

/// <summary>
/// Keeps the mesh's configuration, one in the cluster: takes what the source has, gives it a revision, tells members that there is one.
/// A change of endpoints alone goes to the services that it concerns, so that it costs what it touches.
/// </summary>
public sealed class ConfigActor : ReceiveActor, IWithTimers
{
    /// <summary>A source that breaks at once must not keep a processor busy.</summary>
    private static readonly TimeSpan WatchAgainAfter = TimeSpan.FromSeconds(1);

    private readonly IConfigSource _source;
    private readonly MeshReplica _replica;
    private readonly IActorRef _services;
    private readonly IActorRef _members;
    private readonly IMeshObserver _observer;
    private readonly CancellationTokenSource _watching = new();
    private ConfigState _state = ConfigState.Empty;
    private long _rebuiltAt;

    /// <param name="services">The region of services.</param>
    /// <param name="members">Speaks to every member.</param>
    public ConfigActor(IConfigSource source, MeshReplica replica, IActorRef services, IActorRef members, IMeshObserver observer)
    {
        _source = source;
        _replica = replica;
        _services = services;
        _members = members;
        _observer = observer;

        Receive<Take>(OnTake);
        Receive<DescribeConfig>(_ => Sender.Tell(Report()));
        Receive<GetRevision>(_ => Sender.Tell(new MeshChanged(_rebuiltAt)));
        Receive<WatchSource>(_ => StartWatching());
        Receive<SourceLost>(lost => OnSourceLost(lost.Cause));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IConfigSource source, MeshReplica replica, IActorRef services, IActorRef members, IMeshObserver observer) =>
        Akka.Actor.Props.Create(() => new ConfigActor(source, replica, services, members, observer));

    protected override void PreStart()
    {
        // Revisions only grow, also over a restart of this actor.
        _state = _state with { Revision = _replica.Current?.Revision ?? 0 };
        Self.Tell(WatchSource.Instance);
    }

    protected override void PostStop()
    {
        _watching.Cancel();
        _watching.Dispose();
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
        var replyTo = Sender;
        var (next, effect) = _state.Apply(take.Changes, take.Complete);
        _state = next;
        if (effect.Changed)
        {
            var view = _replica.Advance(next.Revision, next.Configs, next.Mesh);
            if (effect.OnlyEndpoints) TellServices(view, effect);
            else TellMembers(next.Revision);
        }
        _observer.ConfigTaken(next, effect);
        replyTo.Tell(Taken.Instance);
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

    private void TellMembers(long revision)
    {
        _rebuiltAt = revision;
        _members.Tell(new Broadcast(new MeshChanged(revision)));
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
        _state.Warnings);
}
