namespace Mesh.Core.Xds;

/// <summary>A request states what the client newly wants and what it no longer wants; a response, what is new and what is gone.</summary>
internal sealed class DeltaDialect : Dialect
{
    public override StreamKind Kind => StreamKind.Delta;

    public override bool TellsAbsence => true;

    public override bool StaleIsVoid => false;

    public override bool AcknowledgesAllBefore => false;

    public override bool SendsWhole(XdsType type) => false;

    /// <summary>Decided resource by resource instead, from initial_resource_versions.</summary>
    public override bool KnowsAll(Watch watch, XdsResourceSet current) => false;

    /// <summary>For people only (rule 25): clients go by the versions of the resources.</summary>
    public override string VersionOf(Watch watch) => watch.Sent?.Version ?? "";

    public override Demand Understand(Watch watch, StreamRequest request)
    {
        if (watch.IsNew) watch.KnownVersions = request.Versions;
        else if (request.Subscribe.Count == 0 && request.Unsubscribe.Count == 0) return Demand.Unchanged(watch.Subscription);

        var (star, names) = Split(request.Subscribe);
        var (dropsStar, dropped) = Split(request.Unsubscribe);
        var old = watch.Subscription;
        var next = Next(watch, star, names, dropsStar, dropped);
        return new(
            next,
            Asked: names,
            AskedAll: star || (next.Wildcard && !old.Wildcard),
            Released: next.Wildcard ? [.. dropped.Where(name => old.Names.Contains(name) && !next.Names.Contains(name))] : []);
    }

    private static Subscription Next(Watch watch, bool star, string[] names, bool dropsStar, string[] dropped)
    {
        var namesSomething = star || names.Length > 0;
        if (watch.IsNew && !namesSomething) return watch.Type.Wildcard ? Subscription.LegacyWildcard : Subscription.None;

        // The wildcard that nobody named lasts until something is named, and then goes on as if it had been named (rules 31 and 32).
        if (watch.Subscription.Legacy && !namesSomething) return watch.Subscription;
        return (watch.Subscription.Legacy && dropsStar ? Subscription.None : watch.Subscription)
            .Drop(dropsStar, dropped)
            .Add(star, names);
    }

    private static (bool Star, string[] Names) Split(IReadOnlyCollection<string> stated)
    {
        if (stated.Count == 0) return (false, []);
        var names = Canonical(stated);
        return names.Contains(Subscription.Star) ? (true, [.. names.Where(x => x != Subscription.Star)]) : (false, names);
    }
}
