using Akka.Actor;
using Akka.Event;
using Envoy.Config.Core.V3;
using Mesh.Actors.Models;
using Mesh.Actors.Secrets;
using Mesh.Core.Model;
using Mesh.Core.Xds;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Actors.Connections;

/// <summary>
/// One xDS stream of one proxy, on the member that holds it.
/// <code>
/// Waiting ──OpenStream──► Streaming ──StreamClosed, a refusal, a full outbox──► stopped
///    └──nothing comes──► stopped (a ghost: its member is gone, or its stream)
/// </code>
/// </summary>
public sealed class ConnectionActor : ReceiveActor
{
    private static readonly TimeSpan GhostAfter = TimeSpan.FromSeconds(10);

    private readonly ConnectionSetup _setup;
    private readonly TimeProvider _time;
    private OpenStream _stream = null!;
    private StreamState _state = null!;
    private SecretHolder _secrets = null!;
    private DateTimeOffset _since;
    private Proxy? _proxy;
    private Node? _justRead;
    private XdsSnapshot? _translated;
    private XdsSnapshot? _snapshot;
    private ITimer? _timer;
    private DateTimeOffset? _timerAt;

    public ConnectionActor(ConnectionSetup setup)
    {
        _setup = setup;
        _time = setup.Time;
        Become(Waiting);
    }

    public static Props Props(ConnectionSetup setup) => Akka.Actor.Props.Create(() => new ConnectionActor(setup));

    private void Waiting()
    {
        Context.SetReceiveTimeout(GhostAfter);
        Receive<OpenStream>(OnOpen);
        Receive<TakePlace>(_ => OnTakePlace());
        ReceiveAny(_ => Context.Stop(Self));
    }

    private void Streaming()
    {
        Context.SetReceiveTimeout(null);
        Receive<RequestReceived>(OnRequest);
        Receive<DeltaRequestReceived>(OnDeltaRequest);
        Receive<ModelMessages.SnapshotChanged>(OnSnapshotChanged);
        Receive<Tick>(_ => OnTick());
        Receive<DescribeConnection>(_ => Sender.Tell(Report()));
        Receive<StreamClosed>(_ => Context.Stop(Self));
    }

    private void OnTakePlace()
    {
        Sender.Tell(PlaceTaken.Instance);
        Context.Stop(Self);
    }

    private void OnOpen(OpenStream open)
    {
        _stream = open;
        _since = _time.GetUtcNow();
        _state = StreamState.Open(open.Kind, open.Only, _setup.Stream with { NoncePrefix = open.ConnectionId });
        _secrets = new(_setup.Secrets, open.Peer);
        // Secrets need no translation, so a stream of them has its world at once.
        if (open.Only == XdsType.Secret)
        {
            _translated = XdsSnapshot.Empty;
            ShowWorld();
        }
        _setup.Observer.Opened(open.Peer, open.Kind);
        Become(Streaming);
        Sender.Tell(new StreamOpened(Self));
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // A bug of ours: the client reconnects, and finds a new actor.
        _stream?.Outbox.TryComplete(new StreamEndedException(StreamFailureCode.Internal, "the stream met an internal error"));
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        _timer?.Dispose();
        if (_stream is null) return;
        _stream.Outbox.TryComplete();
        _setup.Observer.Closed(_stream.Peer, _stream.Kind);
    }

    private void OnRequest(RequestReceived received)
    {
        var request = received.Request;
        if (Meet(request.Node))
        {
            PrepareSecrets(request.TypeUrl, request.ResourceNames);
            Take(_state.OnRequest(request, _time.GetUtcNow()));
        }
        received.Credit.Return();
    }

    private void OnDeltaRequest(DeltaRequestReceived received)
    {
        var request = received.Request;
        if (Meet(request.Node))
        {
            PrepareSecrets(request.TypeUrl, request.ResourceNamesSubscribe);
            Take(_state.OnRequest(request, _time.GetUtcNow()));
        }
        received.Credit.Return();
    }

    /// <returns>False when the stream ends because of what the client says of itself.</returns>
    private bool Meet(Node? node)
    {
        // A first request without a node is refused by the protocol itself, in its own words.
        if (_proxy is not null || node is null || node.Id.Length == 0) return true;
        return Know(node);
    }

    private bool Know(Node node)
    {
        var (proxy, error) = ProxyReader.Read(node);
        if (proxy is null)
        {
            End(new(StreamFailureCode.InvalidArgument, error!.ToString()));
            return false;
        }
        _proxy = proxy;
        _justRead = node;
        if (_stream.Only != XdsType.Secret) _setup.Model.Tell(new ModelMessages.Register(proxy));
        return true;
    }

    /// <summary>The secrets that a request names are made before it is answered, so that it need not be told first that there are none.</summary>
    private void PrepareSecrets(string typeUrl, IReadOnlyCollection<string> names)
    {
        if (_proxy is null || names.Count == 0) return;
        var isForSecrets = typeUrl == XdsType.Secret.TypeUrl || (typeUrl.Length == 0 && _stream.Only == XdsType.Secret);
        if (isForSecrets && _secrets.Prepare(_proxy, names, _time.GetUtcNow())) ShowWorld();
    }

    private void OnSnapshotChanged(ModelMessages.SnapshotChanged changed)
    {
        _translated = changed.Snapshot;
        ShowWorld();
        if (changed.Since is { } since) _setup.MeshObserver.Converged(_time.GetElapsedTime(since));
    }

    private void ShowWorld()
    {
        if (_translated is null) return;
        _snapshot = _secrets.Current is { } secrets ? _translated.With(secrets) : _translated;
        Take(_state.OnSnapshot(_snapshot, _time.GetUtcNow()));
    }

    private void OnTick()
    {
        _timerAt = null;
        var now = _time.GetUtcNow();
        if (_proxy is not null && _secrets.RenewAt <= now && _secrets.Renew(_proxy, now)) ShowWorld();
        if (_state.NextTick <= now) Take(_state.OnTick(now));
        else Arm();
    }

    /// <summary>Writes what came of an input, and tells who wants to know.</summary>
    private void Take(StreamOutput output)
    {
        foreach (var response in output.Responses)
        {
            if (_stream.Outbox.TryWrite(response)) continue;
            End(new(StreamFailureCode.ResourceExhausted, "the proxy does not read what it is sent; it may reconnect when it does"));
            return;
        }
        foreach (var fact in output.Facts)
        {
            _setup.Observer.Observe(_stream.Peer, _proxy?.Id ?? "", fact);
            if (fact is StreamFact.NodeKnown known && !ReferenceEquals(known.Node, _justRead) && !Know(known.Node)) return;
        }
        _justRead = null;
        if (output.Failure is { } failure) End(failure);
        else Arm();
    }

    private void End(StreamFailure failure)
    {
        _stream.Outbox.TryComplete(new StreamEndedException(failure));
        Context.Stop(Self);
    }

    /// <summary>One timer, moved only to an earlier time: most deadlines are met long before they are due, and setting each would cost more than one idle tick.</summary>
    private void Arm()
    {
        if (Earlier(_state.NextTick, _secrets.RenewAt) is not { } due || _timerAt <= due) return;
        _timerAt = due;
        var wait = due - _time.GetUtcNow();
        if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        if (_timer is not null)
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
            return;
        }
        var self = Self;
        _timer = _time.CreateTimer(_ => self.Tell(Tick.Instance), null, wait, Timeout.InfiniteTimeSpan);
    }

    private ConnectionReport Report() => new(_stream.ConnectionId, _stream.Member, _stream.Peer, _since, _stream.Only, _proxy, _state.Describe(), _snapshot);

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => b is null || a < b ? a : b;
}
