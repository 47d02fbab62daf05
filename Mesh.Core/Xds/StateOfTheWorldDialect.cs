namespace Mesh.Core.Xds;

/// <summary>A request states every name that the client wants; a response cannot say that one is missing.</summary>
internal sealed class StateOfTheWorldDialect : Dialect
{
    public override StreamKind Kind => StreamKind.StateOfTheWorld;

    public override bool TellsAbsence => false;

    public override bool StaleIsVoid => true;

    public override bool AcknowledgesAllBefore => true;

    public override bool SendsWhole(XdsType type) => type.FullState;

    /// <summary>Only a pure wildcard client can be taken at its word: a version says nothing about which names it covers (rule 50).</summary>
    public override bool KnowsAll(Watch watch, XdsResourceSet current) =>
        watch.Type.FullState
        && watch.Subscription is { Wildcard: true, Names.Count: 0, Globs.Count: 0 }
        && watch.KnownVersion == current.Version;

    /// <summary>Of what this client should have, and of nothing else: equal content, equal version (rule 24).</summary>
    public override string VersionOf(Watch watch) => XdsResourceSet.VersionOf(watch.Digest);

    public override Demand Understand(Watch watch, StreamRequest request)
    {
        // An acknowledgement states all names again. In the steady state this comparison is most of what it costs.
        var stated = (request.Stated.Count, NameSet.HashOf(request.Stated));
        if (!watch.IsNew && stated == watch.Stated) return Demand.Unchanged(watch.Subscription);
        watch.Stated = stated;
        if (watch.IsNew) watch.KnownVersion = request.Version;

        var old = watch.Subscription;
        var next = Next(watch, request);
        return new(
            next,
            Asked: [.. next.AllNames.Where(name => !old.Names.Contains(name) && !old.Globs.Contains(name))],
            AskedAll: next.Wildcard && !old.Wildcard,
            Released: []);
    }

    /// <summary>No names mean all of them only as long as none was ever stated (rules 28, 30 and 33).</summary>
    private static Subscription Next(Watch watch, StreamRequest request)
    {
        var names = Canonical(request.Stated);
        if (names.Length == 0) return watch.Type.Wildcard && (watch.IsNew || watch.Subscription.Legacy) ? Subscription.LegacyWildcard : Subscription.None;
        return Subscription.To(names.Contains(Subscription.Star), [.. names.Where(x => x != Subscription.Star)]);
    }
}
