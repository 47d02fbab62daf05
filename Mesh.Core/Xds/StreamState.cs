using System.Globalization;
using Envoy.Service.Discovery.V3;

namespace Mesh.Core.Xds;

/// <summary>
/// One xDS stream of one proxy. Deterministic: it has no clock and no effects; it belongs to one actor, which feeds it one input at a time.
/// What it answers to a request goes out at once; what it pushes of its own accord goes out in the stages of a <see cref="Rollout"/>, one
/// rollout at a time, so that changes coalesce while a proxy is busy and the last state wins (rule 64).
/// </summary>
public sealed partial class StreamState
{
    private const int MostWords = 4096;
    private const int MostNonce = 128;
    private const int MostTypeUrl = 256;
    private const int MostNameLength = 4096;
    private const int MostOrigins = 16;
    private const int HeartbeatsInLife = 3;

    private readonly Dialect _dialect;
    private readonly XdsType? _only;
    private readonly StreamOptions _options;
    private readonly ClientNode _node = new();
    private readonly Watch?[] _watches = new Watch?[XdsType.All.Count];
    private HashSet<string>? _unknownTypes;
    private XdsSnapshot? _latest;
    private Rollout? _rollout;
    private NameSet _held = NameSet.Empty;
    private DateTimeOffset? _nextHeartbeat;
    private long _nonces;
    private StreamFailure? _failure;

    // Of the input at hand.
    private DateTimeOffset _now;
    private List<OutgoingResponse> _responses = [];
    private List<StreamFact> _facts = [];

    private StreamState(StreamKind kind, XdsType? only, StreamOptions options)
    {
        _dialect = Dialect.Of(kind);
        _only = only;
        _options = options;
    }

    /// <summary>When <see cref="OnTick"/> is wanted next; null: not at all.</summary>
    public DateTimeOffset? NextTick
    {
        get
        {
            var next = _nextHeartbeat;
            foreach (var watch in _watches)
            {
                if (watch?.Deadline(_options.StageTimeout) is { } deadline && !(next <= deadline)) next = deadline;
            }
            return next;
        }
    }

    /// <param name="onlyType">The one type of a typed service; null on an aggregated stream.</param>
    public static StreamState Open(StreamKind kind, XdsType? onlyType, StreamOptions options) => new(kind, onlyType, options);

    public StreamOutput OnRequest(DiscoveryRequest request, DateTimeOffset now) => OnRequest(StreamKind.StateOfTheWorld, StreamRequest.Of(request), now);

    public StreamOutput OnRequest(DeltaDiscoveryRequest request, DateTimeOffset now) => OnRequest(StreamKind.Delta, StreamRequest.Of(request), now);

    /// <summary>Before the first snapshot, requests wait: an unknown world is not an empty one (rule 10).</summary>
    public StreamOutput OnSnapshot(XdsSnapshot snapshot, DateTimeOffset now)
    {
        if (_failure is not null) return StreamOutput.Nothing;
        _now = now;
        _latest = snapshot;
        foreach (var watch in _watches)
        {
            if (watch is { IsNew: false, Sent: null }) Answer(watch, Demand.All(watch.Subscription));
        }
        Advance();
        return Output();
    }

    public StreamOutput OnTick(DateTimeOffset now)
    {
        if (_failure is not null) return StreamOutput.Nothing;
        _now = now;
        foreach (var watch in _watches)
        {
            if (watch is null) continue;
            watch.Expected.GiveUp(now);
            foreach (var flight in watch.InFlight.GiveUp(now - _options.StageTimeout))
            {
                _facts.Add(new StreamFact.Unconfirmed(watch.Type, flight.Response.Nonce, flight.Response.Version));
            }
        }
        Advance();
        if (_nextHeartbeat <= now) Beat();
        return Output();
    }

    public StreamStatus Describe() => new(
        _dialect.Kind,
        _node.Id,
        [.. _watches.OfType<Watch>().Select(x => x.Describe())]);

    private StreamOutput OnRequest(StreamKind kind, StreamRequest request, DateTimeOffset now)
    {
        if (kind != _dialect.Kind) throw new InvalidOperationException($"a {kind} request on a {_dialect.Kind} stream");
        if (_failure is not null) return StreamOutput.Nothing;
        _now = now;
        var typeUrl = request.TypeUrl.Length == 0 && _only is not null ? _only.TypeUrl : Cut(request.TypeUrl, MostTypeUrl);
        _failure = Refusal(request, typeUrl);
        if (_failure is not null) return Output();
        if (XdsType.Find(typeUrl) is { } type && !(type.DeltaOnly && kind != StreamKind.Delta)) OnRequest(_watches[type.Index] ??= new(type, _dialect), request);
        else if ((_unknownTypes ??= []).Count < XdsType.All.Count && _unknownTypes.Add(typeUrl)) _facts.Add(new StreamFact.UnknownType(typeUrl));
        return Output();
    }

    private StreamFailure? Refusal(StreamRequest request, string typeUrl)
    {
        if (typeUrl.Length == 0) return new(StreamFailureCode.InvalidArgument, "type_url is required on an aggregated stream");
        if (_only is not null && typeUrl != _only.TypeUrl) return new(StreamFailureCode.InvalidArgument, $"this service serves {_only.TypeUrl}, not {typeUrl}");
        if (_node.Meet(request.Node, out var isNews) is { } failure) return failure;
        if (isNews) _facts.Add(new StreamFact.NodeKnown(request.Node!));
        if (request.HasParameters) return new(StreamFailureCode.Unimplemented, "dynamic_parameters are not supported: ask for resources by name");
        return null;
    }

    private void OnRequest(Watch watch, StreamRequest request)
    {
        var isStale = request.Nonce.Length > 0 && watch.LastNonce.Length > 0 && request.Nonce != watch.LastNonce;
        Acknowledge(watch, request, isStale);
        if (isStale && _dialect.StaleIsVoid)
        {
            _facts.Add(new StreamFact.StaleNonce(watch.Type, Cut(request.Nonce, MostNonce)));
            return;
        }

        var demand = _dialect.Understand(watch, request);
        _failure = Excess(watch.Type, demand);
        if (_failure is not null) return;
        if (watch.IsNew || demand.Subscription != watch.Subscription)
        {
            watch.Want(demand.Subscription);
            _facts.Add(new StreamFact.Subscribed(watch.Type, demand.Subscription.Wildcard, demand.Subscription.AllNames));
        }
        if (_latest is null) return;
        if (watch.Sent is null) Answer(watch, Demand.All(demand.Subscription));
        else if (!demand.IsNone) Answer(watch, demand);
        Advance();
    }

    /// <summary>What a client makes us remember is bounded, whatever it says.</summary>
    private StreamFailure? Excess(XdsType type, Demand demand)
    {
        if (demand.Subscription.Names.Count + demand.Subscription.Globs.Count > _options.MostNames)
        {
            return new(StreamFailureCode.ResourceExhausted, $"{type}: more than {_options.MostNames} names");
        }
        return demand.Asked.Any(x => x.Length > MostNameLength) ? new(StreamFailureCode.InvalidArgument, $"{type}: a name of more than {MostNameLength} characters") : null;
    }

    /// <summary>What the request says of an earlier response. A refusal is told by error_detail alone (rule 18).</summary>
    private void Acknowledge(Watch watch, StreamRequest request, bool isStale)
    {
        var flight = watch.InFlight.Find(request.Nonce);
        var counts = !isStale || !_dialect.StaleIsVoid;
        if (request.Error is { } error)
        {
            var nack = NackOf(watch.Type, request.Nonce, flight, error);
            watch.Refuse(nack, flight, lands: counts);
            _facts.Add(new StreamFact.Nacked(nack));
            if (watch.Type == XdsType.Cluster) _watches[XdsType.Endpoint.Index]?.Expected.Drop();
        }
        else if (flight is not null && counts)
        {
            watch.Accept(flight);
            _facts.Add(new StreamFact.Acked(watch.Type, request.Nonce, flight.Response.Version, _now - flight.SentAt));
        }
    }

    private Nack NackOf(XdsType type, string nonce, Flight? flight, Google.Rpc.Status error)
    {
        var words = Cut(error.Message, MostWords);
        var body = flight?.Response.Body;
        var suspects = body?.Suspects(words) ?? [];
        return new(
            type,
            Cut(nonce, MostNonce),
            flight?.Response.Version ?? "",
            body?.Names ?? NameSet.Empty,
            [.. suspects.Select(x => x.Name)],
            error.Code,
            words,
            [.. suspects.SelectMany(x => x.Origins).Distinct().Take(MostOrigins)],
            _now);
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];

    /// <summary>Answers a request: at once, whatever else is on its way.</summary>
    private void Answer(Watch watch, Demand demand)
    {
        var current = CurrentFor(watch);
        if (watch.Sent is null && _dialect.KnowsAll(watch, current))
        {
            watch.Trust(current);
            return;
        }
        Bring(watch, current, demand, payDebts: false);
        watch.Owed = watch.Owed.Without(demand.Asked);
    }

    /// <summary>The set to answer from. A change that is still being rolled out is visible as far as its clusters have been made.</summary>
    private XdsResourceSet CurrentFor(Watch watch)
    {
        var latest = SetOf(_latest!, watch.Type);
        if (watch.Sent is not { } sent) return watch.Type.Leaf || _rollout is null ? latest : SetOf(_rollout.Target, watch.Type);
        if (watch.Type == XdsType.Endpoint) return sent.DiffTo(latest).Union;
        if (watch.Type.Leaf) return latest;
        return watch.Type != XdsType.Cluster && _rollout is { IsMade: true } ? SetOf(_rollout.Target, watch.Type) : sent;
    }

    private static XdsResourceSet SetOf(XdsSnapshot snapshot, XdsType type) =>
        type == XdsType.VirtualHost && snapshot[type].All.Count == 0 ? VirtualHosts.Of(snapshot[XdsType.Route]) : snapshot[type];

    /// <summary>Brings the client to <paramref name="current"/>.</summary>
    /// <returns>Whether that took a response.</returns>
    private bool Bring(Watch watch, XdsResourceSet current, Demand? demand, bool payDebts)
    {
        if (demand is null && ReferenceEquals(watch.Sent, current) && !(payDebts && watch.Owed.Count > 0))
        {
            // Most stages of most changes: nothing of the type is new, and nothing of it was asked for.
            watch.MoveTo(current);
            watch.Settle();
            return false;
        }
        var keepsLeftovers = watch is { Sent: null, KnownVersions.Count: > 0 } && watch.Type == XdsType.Cluster && _only is null;
        if (keepsLeftovers) watch.Leftovers.Take(watch.KnownVersions!, current, until: _now + _options.StageTimeout);
        var draft = new Composer(_dialect, watch, current, _latest![XdsType.Cluster], _options.SkipKnownEndpoints, keepsLeftovers)
            .Compose(demand ?? Demand.Unchanged(watch.Subscription), payDebts);
        watch.MoveTo(current);
        if (payDebts) watch.Owed = NameSet.Empty;
        if (draft is { IsEmpty: true, Required: false })
        {
            watch.Settle();
            return false;
        }
        Send(watch, draft.ToBody(TtlFor(watch.Type)), asked: demand is not null);
        Owe(watch.Type, draft.News);
        return true;
    }

    private void Send(Watch watch, ResponseBody body, bool asked)
    {
        var number = (++_nonces).ToString(CultureInfo.InvariantCulture);
        var nonce = _options.NoncePrefix.Length == 0 ? number : $"{_options.NoncePrefix}.{number}";
        var response = new OutgoingResponse(body, _dialect.VersionOf(watch), nonce);
        watch.Launch(new(response, watch.Sent!, _now));
        if (body.Key.Ttl is { } ttl) _nextHeartbeat ??= _now + (ttl / HeartbeatsInLife);
        _responses.Add(response);
        _facts.Add(new StreamFact.Sent(watch.Type, nonce, response.Version, body.Resources.Count, body.Removed.Count, response.Size, asked));
    }

    private TimeSpan? TtlFor(XdsType type) =>
        _options.Ttl is not null && type != XdsType.VirtualHost && _node.TakesTtl && (_dialect.Kind == StreamKind.Delta || _node.TakesWrappedResources) ? _options.Ttl : null;

    /// <summary>Tells the client that what it holds lives on (rule 69).</summary>
    private void Beat()
    {
        _nextHeartbeat = null;
        foreach (var watch in _watches)
        {
            if (watch is not { Sent: { } sent, InFlight.IsAwaiting: false } || TtlFor(watch.Type) is not { } ttl) continue;
            var draft = new ResponseDraft(_dialect.Kind, watch.Type);
            foreach (var resource in watch.Subscription.Of(sent)) draft.Add(resource);
            if (!draft.IsEmpty) Send(watch, draft.ToBody(ttl, heartbeat: true), asked: false);
        }
        if (_options.Ttl is { } life) _nextHeartbeat ??= _now + (life / HeartbeatsInLife);
    }

    private StreamOutput Output()
    {
        if (_responses.Count == 0 && _facts.Count == 0 && _failure is null) return StreamOutput.Nothing;
        var output = new StreamOutput(_responses, _facts, _failure);
        (_responses, _facts) = ([], []);
        return output;
    }
}
