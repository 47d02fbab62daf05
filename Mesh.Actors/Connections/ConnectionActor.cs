using Akka.Actor;
using Akka.Event;
using Envoy.Config.Core.V3;
using Mesh.Actors.Certificates;
using Mesh.Actors.Models;
using Mesh.Actors.Secrets;
using Mesh.Core.Model;
using Mesh.Core.Security;
using Mesh.Core.Security.Callers;
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
    private readonly List<object> _aside = [];
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
        Receive<CertificateMade>(OnCertificateMade);
        Receive<IdentityChanged>(_ => OnIdentityChanged());
        Receive<ModelMessages.MeshAdopted>(_ => ShowSecrets());
        Receive<DescribeSecrets>(_ => Sender.Tell(_secrets.Report(AreSecretsSynced())));
        Receive<SerialRevoked>(OnSerialRevoked);
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
        if (open.Peer.Caller?.Serial is not null) Context.System.EventStream.Subscribe(Self, typeof(SerialRevoked));
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
        Context.System.EventStream.Unsubscribe(Self);
        if (_stream is null) return;
        _stream.Outbox.TryComplete();
        _setup.Observer.Closed(_stream.Peer, _stream.Kind);
    }

    private void OnRequest(RequestReceived received)
    {
        var request = received.Request;
        if (Meet(request.Node))
        {
            if (WaitsForSecrets(request.TypeUrl, request.ResourceNames, received)) return;
            Take(_state.OnRequest(request, _time.GetUtcNow()));
        }
        received.Credit.Return();
    }

    private void OnDeltaRequest(DeltaRequestReceived received)
    {
        var request = received.Request;
        if (Meet(request.Node))
        {
            if (WaitsForSecrets(request.TypeUrl, request.ResourceNamesSubscribe, received)) return;
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
        if (_stream.Peer.Caller is { } caller && NodeClaims.Refute(caller.Id, proxy) is { } lie)
        {
            _setup.Secrets.Refuse(proxy, _stream.Peer, lie);
            End(new(StreamFailureCode.PermissionDenied, "what this proxy says of itself is not what it has proved"));
            return false;
        }
        _proxy = proxy;
        _justRead = node;
        if (_stream.Only != XdsType.Secret) _setup.Model.Tell(new ModelMessages.Register(proxy));
        return true;
    }

    /// <summary>The certificate that a request names is made before the request is answered, so that it need not be told first that there is none.</summary>
    /// <returns>True when the request is put aside, and with it its credit: it comes again when the certificate is made.</returns>
    private bool WaitsForSecrets(string typeUrl, IReadOnlyCollection<string> names, object received)
    {
        if (_proxy is null || names.Count == 0) return false;
        if (typeUrl != XdsType.Secret.TypeUrl && !(typeUrl.Length == 0 && _stream.Only == XdsType.Secret)) return false;
        var (wasEmpty, hadCredentials) = (_secrets.IsEmpty, _secrets.HasCredentials);
        var makes = _secrets.Want(_proxy, names);
        if (wasEmpty && !_secrets.IsEmpty) Context.System.EventStream.Subscribe(Self, typeof(IdentityChanged));
        if (!hadCredentials && _secrets.HasCredentials) Context.System.EventStream.Subscribe(Self, typeof(ModelMessages.MeshAdopted));
        if (makes) MakeCertificate();
        if (_secrets.IsWaiting && names.Contains(WorkloadSecrets.Certificate))
        {
            _aside.Add(received);
            return true;
        }
        ShowSecrets();
        return false;
    }

    private void MakeCertificate() => _secrets.Begin().PipeTo(Self, success: x => new CertificateMade(x), failure: _ => new CertificateMade(null));

    private void OnCertificateMade(CertificateMade made)
    {
        _secrets.Take(made.Certificate, _time.GetUtcNow());
        ShowSecrets();
        var aside = _aside.ToList();
        _aside.Clear();
        foreach (var received in aside)
        {
            if (received is RequestReceived request) OnRequest(request);
            else OnDeltaRequest((DeltaRequestReceived)received);
        }
        Arm();
    }

    private void OnIdentityChanged()
    {
        _secrets.RenewIfOfAnotherRoot(_setup.OpenStreams(), _time.GetUtcNow());
        ShowSecrets();
        Arm();
    }

    private void OnSerialRevoked(SerialRevoked revoked)
    {
        if (_stream.Peer.Caller?.Serial == revoked.Serial) End(new(StreamFailureCode.Unauthenticated, "the certificate of this stream was revoked"));
    }

    private bool AreSecretsSynced() => _state.Describe().Types.All(x => x.Type != XdsType.Secret || x.State == SyncState.Synced);

    private void ShowSecrets()
    {
        if (_secrets.Refresh(_translated)) ShowWorld();
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
        _secrets.Refresh(_translated);
        _snapshot = _secrets.Current is { } secrets ? _translated.With(secrets) : _translated;
        Take(_state.OnSnapshot(_snapshot, _time.GetUtcNow()));
    }

    private void OnTick()
    {
        _timerAt = null;
        var now = _time.GetUtcNow();
        if (_stream.Peer.Caller?.Expires <= now)
        {
            End(new(StreamFailureCode.Unauthenticated, "the credential of this stream has ended; connect again with a new one"));
            return;
        }
        if (_secrets.RenewAt <= now) MakeCertificate();
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
        if (Earlier(Earlier(_state.NextTick, _secrets.RenewAt), _stream.Peer.Caller?.Expires) is not { } due || _timerAt <= due) return;
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
