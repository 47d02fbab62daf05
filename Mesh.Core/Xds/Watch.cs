namespace Mesh.Core.Xds;

/// <summary>What a stream remembers of one type: what the client wants, what it was sent, what it accepted.</summary>
internal sealed class Watch(XdsType type, Dialect dialect)
{
    /// <summary>Sets that the client refused, or that it may have had before it did: it may act on any of them while there are doubts.</summary>
    private readonly List<XdsResourceSet> _doubtful = [];
    private bool _subscriptionMoved;

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

    public Flights InFlight { get; } = new(dialect.AcknowledgesAllBefore);

    public Expectation Expected { get; } = new();

    public Leftovers Leftovers { get; } = new();

    public Nack? LastNack { get; private set; }

    /// <summary>The last response that the client spoke of was refused.</summary>
    public bool InError { get; private set; }

    /// <summary>State of the world: number and hash of the names as last stated.</summary>
    public (int Count, ulong Hash) Stated { get; set; }

    /// <summary>version_info of the first request; of use until the first answer.</summary>
    public string KnownVersion { get; set; } = "";

    /// <summary>initial_resource_versions of the first request; of use until the first answer.</summary>
    public IReadOnlyDictionary<string, string>? KnownVersions { get; set; }

    private SyncState State => InError ? SyncState.Error
        : LastVersion.Length == 0 ? SyncState.NotSent
        : !InFlight.None ? SyncState.Stale
        : SyncState.Synced;

    public void Want(Subscription next)
    {
        IsNew = false;
        if (next == Subscription) return;
        Subscription = next;
        _subscriptionMoved = true;
        Expected.Meet(next);
        if (Doubts.Count > 0) Doubts = Doubts.Without([.. Doubts.Where(x => !next.Covers(x))]);
        if (next.IsNone) Forget();
    }

    /// <summary>The client is up to date with <paramref name="set"/> once it has what is sent now.</summary>
    public void MoveTo(XdsResourceSet set)
    {
        if (!dialect.TellsAbsence && (_subscriptionMoved || !ReferenceEquals(Sent, set))) Digest = DigestOf(set);
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
        InFlight.Launch(flight);
        LastNonce = flight.Response.Nonce;
        LastVersion = flight.Response.Version;
    }

    /// <summary>When there is no more to wait for an answer or a subscription; null: nothing is awaited.</summary>
    public DateTimeOffset? Deadline(TimeSpan timeout)
    {
        var (answer, subscription, leftovers) = (InFlight.Deadline(timeout), Expected.Deadline, Leftovers.Deadline);
        return Earlier(Earlier(answer, subscription), leftovers);
    }

    public void Accept(Flight flight)
    {
        InFlight.Land(flight);
        if (Doubts.Count > 0) Doubts = dialect.SendsWhole(Type) ? NameSet.Empty : Doubts.Without(flight.Response.Body.Names);
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
    /// <param name="lands">False: a later response is out, and only the answer to that one counts as an answer.</param>
    public void Refuse(Nack nack, Flight? flight, bool lands)
    {
        LastNack = nack;
        InError = true;
        if (flight is null) return;
        var refused = lands ? InFlight.Land(flight) : [flight];
        foreach (var one in refused) Doubts = Doubts.With(one.Response.Body.Names.Where(Subscription.Covers));
        _doubtful.AddRange(refused.Select(x => x.Set));
        if (_doubtful.Count > Flights.Most) _doubtful.RemoveRange(0, _doubtful.Count - Flights.Most);
    }

    /// <summary>Whether the client may, for all we know, still act on a resource that names <paramref name="cluster"/>.</summary>
    public bool MayUse(string cluster)
    {
        IEnumerable<XdsResourceSet?> held = [Acked, Sent, .. InFlight.Sets, .. _doubtful];
        return held.OfType<XdsResourceSet>().Distinct().Any(set => Subscription.Of(set).Any(x => x.RefersTo(XdsType.Cluster).Contains(cluster)));
    }

    public TypeStatus Describe() => new(Type, Subscription.Wildcard, Subscription.AllNames, State, LastVersion, AckedVersion, LastNonce, LastNack);

    /// <summary>With nothing on its way and nothing in doubt the client holds what it was sent, and older sets need not be kept alive.</summary>
    public void Settle()
    {
        if (!InFlight.None || Doubts.Count > 0) return;
        Acked = Sent;
        _doubtful.Clear();
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => b is null || a < b ? a : b;

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

    /// <summary>
    /// Nothing is wanted any more. What is still queued must not arrive late (rule 65); and since nobody can say whether it was written, the
    /// client's next request is taken as its first, whatever nonce it carries.
    /// </summary>
    private void Forget()
    {
        InFlight.Withdraw();
        Expected.Drop();
        Leftovers.Clear();
        LastNonce = "";
        (Doubts, Owed) = (NameSet.Empty, NameSet.Empty);
    }
}
