using Envoy.Config.Endpoint.V3;

namespace Mesh.Core.Xds;

/// <summary>Decides what a response holds: the step from what the client was sent to <paramref name="current"/>, and what it asked for.</summary>
/// <param name="current">The set that the client is to be brought to.</param>
/// <param name="clusters">The clusters of the same world, since a cluster's endpoints are never simply absent (rule 61).</param>
/// <param name="skipKnownEndpoints">See <see cref="StreamOptions.SkipKnownEndpoints"/>.</param>
/// <param name="keepsLeftovers">What the client says to hold, and is gone, is not told yet.</param>
internal sealed class Composer(Dialect dialect, Watch watch, XdsResourceSet current, XdsResourceSet clusters, bool skipKnownEndpoints, bool keepsLeftovers)
{
    private readonly ResponseDraft _draft = new(dialect.Kind, watch.Type);

    private Subscription Wanted => watch.Subscription;

    /// <param name="payDebts">Add what the client needs anew though unchanged.</param>
    public ResponseDraft Compose(Demand demand, bool payDebts)
    {
        if (dialect.SendsWhole(watch.Type)) Whole(demand);
        else Parts(demand);
        if (payDebts) AddFound(watch.Owed);
        return _draft;
    }

    /// <summary>Everything, if anything of it is new, gone or asked for. Touches no unchanged resource of a wildcard client.</summary>
    private void Whole(Demand demand)
    {
        if (Wanted.IsNone) return;
        IReadOnlyList<XdsResource> news;
        var touched = !demand.IsNone;
        if (watch.Sent is not { } sent) news = Wanted.Of(current);
        else
        {
            var diff = sent.DiffTo(current);
            news = [.. diff.Changed.Select(x => x.After).Where(Wanted.Covers), .. demand.Asked.Select(current.Find).OfType<XdsResource>()];
            touched |= news.Count > 0 || diff.Removed.Any(Wanted.Covers);
        }
        if (touched || watch.Sent is null) _draft.SetWhole(Wanted.Of(current), Wanted.DigestOf(current), news);
    }

    private void Parts(Demand demand)
    {
        if (watch.Sent is { } sent && !ReferenceEquals(sent, current)) Step(sent.DiffTo(current));
        if (demand.AskedAll) AddAll();
        if (watch.Sent is null && Wanted.Globs.Count == 0 && !current.HasAliases) AnswerAll(Wanted.Names);
        else foreach (var name in demand.Asked) Answer(name);
        foreach (var name in demand.Released)
        {
            if (current.Find(name) is { } resource) _draft.Add(resource);
            else Absent(name);
        }

        // A client that starts with a wildcard waits for an answer, even if there is nothing to say (rule 45).
        _draft.Required = watch.Sent is null && Wanted.Wildcard && dialect.TellsAbsence;
    }

    private void Step(SetDiff diff)
    {
        foreach (var change in diff.Changed)
        {
            if (Wanted.Covers(change.After) && !(change.Before is null && watch.Leftovers.Return(change.After))) _draft.Add(change.After);
        }
        foreach (var gone in diff.Removed)
        {
            if (Wanted.Covers(gone)) Gone(gone.Name);
        }

        // What was refused is not repeated by itself (rule 19), but the client may hold either version of it: the next change settles that.
        if (_draft.IsEmpty) return;
        foreach (var name in watch.Doubts.Where(Wanted.Covers))
        {
            if (current.Find(name) is { } resource) _draft.Add(resource);
            else Gone(name);
        }
    }

    private void AddAll()
    {
        foreach (var resource in current.All)
        {
            if (!IsKnown(resource)) _draft.Add(resource);
        }
        foreach (var name in watch.KnownVersions?.Keys ?? [])
        {
            if (current.Find(name) is null && !keepsLeftovers) Gone(name);
        }
    }

    /// <summary>A client's first request, which may name a thousand, in one walk over both.</summary>
    private void AnswerAll(NameSet names)
    {
        var found = XdsResourceSet.Intersect(current, names);
        foreach (var resource in found)
        {
            if (!IsKnown(resource)) _draft.Add(resource);
        }
        if (found.Count == names.Count) return;
        foreach (var name in names)
        {
            if (current.Find(name) is null) Absent(name);
        }
    }

    private void Answer(string name)
    {
        if (XdstpName.IsGlob(name))
        {
            var members = current.All.Where(x => XdstpName.GlobOf(x.Name) == name).ToArray();
            foreach (var member in members) _draft.Add(member);
            if (members.Length == 0) Absent(name);
        }
        else if (current.Find(name) is not { } resource) Absent(name);
        else if (!IsKnown(resource)) _draft.Add(resource);
    }

    private void AddFound(NameSet names)
    {
        foreach (var name in names.Where(Wanted.Covers))
        {
            if (current.Find(name) is { } resource) _draft.Add(resource);
            else if (watch.Type == XdsType.VirtualHost || IsEndpointOfCluster(name)) Absent(name);
        }
    }

    /// <summary>The client had it.</summary>
    private void Gone(string name)
    {
        if (IsEndpointOfCluster(name)) _draft.Add(NoEndpoints(name));
        else if (dialect.TellsAbsence && !watch.Type.NeverRemoved) _draft.Remove(name);
    }

    /// <summary>The client asked for it, and may never have had it.</summary>
    private void Absent(string name)
    {
        if (watch.Type == XdsType.VirtualHost) _draft.Add(XdsResource.Absent(watch.Type, name));
        else Gone(name);
    }

    private bool IsKnown(XdsResource resource) =>
        watch.KnownVersions is { Count: > 0 } known
        && (watch.Type.SkipKnown || (skipKnownEndpoints && watch.Type == XdsType.Endpoint))
        && known.TryGetValue(resource.Name, out var version)
        && version == resource.Version;

    private bool IsEndpointOfCluster(string name) => watch.Type == XdsType.Endpoint && clusters.Endpoints.Contains(name);

    private static XdsResource NoEndpoints(string name) => XdsResource.Pack(XdsType.Endpoint, name, new ClusterLoadAssignment { ClusterName = name });
}
