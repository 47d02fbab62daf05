namespace Mesh.Core.Xds;

/// <summary>What a stream remembers of one type: what the client wants, what it was sent, what it accepted.</summary>
internal sealed class Watch(XdsType type, bool tracksDigest)
{
    /// <summary>A client that never answers must not make us remember for ever.</summary>
    private const int MostInFlight = 16;

    private readonly List<Flight> _inFlight = [];

    /// <summary>Sets that the client refused, or that it may have had before it did: it may act on any of them while there are doubts.</summary>
    private readonly List<XdsResourceSet> _doubtful = [];
    private bool _subscriptionMoved;
    private bool _doesNotFollow;
    private DateTimeOffset _expectedUntil;

    public XdsType Type { get; } = type;

    /// <summary>No request was understood yet.</summary>
    public bool IsNew { get; private set; } = true;

    public Subscription Subscription { get; private set; } = Subscription.None;

    /// <summary>The set that the client is up to date with, as far as it is subscribed; null before its first answer.</summary>
    public XdsResourceSet? Sent { get; private set; }

    /// <summary>State of the world: sum of the digests of what the client should have.</summary>
    public UInt128 Digest { get; private set; }

    /// <summary>The set that the client last said it is up to date with, while nothing that it refused is open.</summary>
    public XdsResourceSet? Acked { get; private set; }

    public string AckedVersion { get; private set; } = "";

    /// <summary>Empty when there is no response whose nonce a request could carry.</summary>
    public string LastNonce { get; private set; } = "";

    public string LastVersion { get; private set; } = "";

    /// <summary>Names in refused responses: the client may hold what it held before, or what we sent. They go along with the next change.</summary>
    public NameSet Doubts { get; private set; } = NameSet.Empty;

    /// <summary>Names to be sent again though unchanged, since the client needs them anew (rules 60 and 70).</summary>
    public NameSet Owed { get; set; } = NameSet.Empty;

    /// <summary>Names that the client should subscribe to of its own accord, since a resource that it was just sent names them.</summary>
    public NameSet Expected { get; private set; } = NameSet.Empty;

    public Nack? LastNack { get; private set; }

    /// <summary>The last response that the client spoke of was refused.</summary>
    public bool InError { get; private set; }

    /// <summary>State of the world: number and hash of the names as last stated.</summary>
    public (int Count, ulong Hash) Stated { get; set; }

    /// <summary>version_info of the first request; of use until the first answer.</summary>
    public string KnownVersion { get; set; } = "";

    /// <summary>initial_resource_versions of the first request; of use until the first answer.</summary>
    public IReadOnlyDictionary<string, string>? KnownVersions { get; set; }

    /// <summary>A response is out whose acknowledgement is worth waiting for.</summary>
    public bool IsAwaiting => _inFlight.Exists(x => x.Awaited);

    private SyncState State => InError ? SyncState.Error
        : LastVersion.Length == 0 ? SyncState.NotSent
        : _inFlight.Count > 0 ? SyncState.Stale
        : SyncState.Synced;

    public void Want(Subscription next)
    {
        IsNew = false;
        if (next == Subscription) return;
        Subscription = next;
        _subscriptionMoved = true;
        if (Expected.Count > 0) Expected = Expected.Without([.. Expected.Where(next.Covers)]);
        if (Doubts.Count > 0) Doubts = Doubts.Without([.. Doubts.Where(x => !next.Covers(x))]);
        if (next.IsNone) Forget();
    }

    /// <summary>The client is up to date with <paramref name="set"/> once it has what is sent now.</summary>
    public void MoveTo(XdsResourceSet set)
    {
        if (tracksDigest && (_subscriptionMoved || !ReferenceEquals(Sent, set))) Digest = DigestOf(set);
        _subscriptionMoved = false;
        Sent = set;
        KnownVersions = null;
    }

    /// <summary>The client holds <paramref name="set"/> by its own word, from an earlier stream.</summary>
    public void Trust(XdsResourceSet set)
    {
        MoveTo(set);
        Settle();
        AckedVersion = LastVersion = KnownVersion;
    }

    public void Launch(Flight flight)
    {
        if (_inFlight.Count == MostInFlight) _inFlight.RemoveAt(0);
        _inFlight.Add(flight);
        LastNonce = flight.Response.Nonce;
        LastVersion = flight.Response.Version;
    }

    /// <summary>Waits for the client to subscribe to <paramref name="names"/>, unless it has shown not to follow what it is sent.</summary>
    public void Expect(IEnumerable<string> names, DateTimeOffset until)
    {
        if (_doesNotFollow) return;
        Expected = Expected.With(names.Where(name => !Subscription.Covers(name)));
        _expectedUntil = until;
    }

    public void ExpectNothing() => Expected = NameSet.Empty;

    /// <summary>When the wait for the oldest acknowledgement is over; null: nothing is awaited.</summary>
    public DateTimeOffset? Deadline(TimeSpan timeout)
    {
        var oldest = _inFlight.Find(x => x.Awaited)?.SentAt + timeout;
        return Expected.Count == 0 || oldest < _expectedUntil ? oldest : _expectedUntil;
    }

    /// <summary>Waits no longer for what the client should have subscribed to by <paramref name="now"/>.</summary>
    public void GiveUpExpecting(DateTimeOffset now)
    {
        if (Expected.Count == 0 || now < _expectedUntil) return;
        ExpectNothing();
        _doesNotFollow = true;
    }

    /// <summary>Waits no longer for what was sent at <paramref name="sentBefore"/> or earlier. It may still be acknowledged.</summary>
    public IReadOnlyList<Flight> GiveUp(DateTimeOffset sentBefore)
    {
        var late = _inFlight.FindAll(x => x.Awaited && x.SentAt <= sentBefore);
        foreach (var flight in late) flight.Awaited = false;
        return late;
    }

    public Flight? Find(string nonce) => nonce.Length == 0 ? null : _inFlight.Find(x => x.Response.Nonce == nonce);

    public void Accept(Flight flight, bool allBefore)
    {
        Land(flight, allBefore);
        Doubts = allBefore && Type.FullState ? NameSet.Empty : Doubts.Without(Doubts.Count == 0 ? NameSet.Empty : flight.Response.Body.Names);
        if (Doubts.Count == 0)
        {
            Acked = flight.Set;
            _doubtful.Clear();
        }
        Settle();
        AckedVersion = flight.Response.Version;
        InError = false;
    }

    /// <param name="flight">null: the client refused something that we do not remember.</param>
    /// <param name="isStale">A later response is out, whose answer will settle what is in the air.</param>
    public void Refuse(Nack nack, Flight? flight, bool isStale, bool allBefore)
    {
        LastNack = nack;
        InError = true;
        if (flight is null) return;
        var refused = allBefore && !isStale ? _inFlight[..(_inFlight.IndexOf(flight) + 1)] : [flight];
        foreach (var one in refused) Doubts = Doubts.With(one.Response.Body.Names.Where(Subscription.Covers));
        _doubtful.AddRange(refused.Select(x => x.Set));
        if (_doubtful.Count > MostInFlight) _doubtful.RemoveRange(0, _doubtful.Count - MostInFlight);
        if (!(allBefore && isStale)) Land(flight, allBefore);
    }

    /// <summary>Whether the client may, for all we know, still act on a resource that names <paramref name="cluster"/>.</summary>
    public bool MayUse(string cluster)
    {
        IEnumerable<XdsResourceSet?> held = [Acked, Sent, .. _inFlight.Select(x => x.Set), .. _doubtful];
        return held.OfType<XdsResourceSet>().Distinct().Any(set => Subscription.Of(set).Any(x => x.RefersTo(XdsType.Cluster).Contains(cluster)));
    }

    public TypeStatus Describe() => new(Type, Subscription.Wildcard, Subscription.AllNames, State, LastVersion, AckedVersion, LastNonce, LastNack);

    /// <summary>With nothing on its way and nothing in doubt the client holds what it was sent, and older sets need not be kept alive.</summary>
    public void Settle()
    {
        if (_inFlight.Count > 0 || Doubts.Count > 0) return;
        Acked = Sent;
        _doubtful.Clear();
    }

    private UInt128 DigestOf(XdsResourceSet set)
    {
        if (Sent is null || _subscriptionMoved || Subscription.Wildcard) return Subscription.DigestOf(set);
        var digest = Digest;
        var diff = Sent.DiffTo(set);
        foreach (var (before, after) in diff.Changed)
        {
            if (Subscription.Covers(after)) digest += after.Digest - (before?.Digest ?? 0);
        }
        foreach (var gone in diff.Removed)
        {
            if (Subscription.Covers(gone)) digest -= gone.Digest;
        }
        return digest;
    }

    private void Land(Flight flight, bool allBefore)
    {
        if (allBefore) _inFlight.RemoveRange(0, _inFlight.IndexOf(flight) + 1);
        else _inFlight.Remove(flight);
    }

    /// <summary>
    /// Nothing is wanted any more. What is still queued must not arrive late (rule 65); and since nobody can say whether it was written, the
    /// client's next request is taken as its first, whatever nonce it carries.
    /// </summary>
    private void Forget()
    {
        foreach (var flight in _inFlight) flight.Response.Withdraw();
        _inFlight.Clear();
        LastNonce = "";
        (Doubts, Owed, Expected) = (NameSet.Empty, NameSet.Empty, NameSet.Empty);
    }
}
