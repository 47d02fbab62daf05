namespace Mesh.Actors.Replication;

/// <summary>The last deltas that were published here, so that whoever missed some need not be sent everything. Bounded.</summary>
public sealed class DeltaLog(int most)
{
    private readonly Queue<PublishedDelta> _deltas = new();

    /// <summary>Follows the one before, or begins the log anew.</summary>
    public PublishedDelta Add(Mark before, Mark after, MeshDelta delta)
    {
        if (_deltas.Count > 0 && _deltas.Last().After != before) _deltas.Clear();
        if (_deltas.Count == most) _deltas.Dequeue();
        var added = new PublishedDelta(before, after, delta);
        _deltas.Enqueue(added);
        return added;
    }

    /// <returns>What leads from there to now, the oldest first; null when that is not known here.</returns>
    public IReadOnlyList<PublishedDelta>? After(Mark mark)
    {
        if (_deltas.Count > 0 && _deltas.Last().After == mark) return [];
        var found = _deltas.SkipWhile(x => x.Before != mark).ToList();
        return found.Count > 0 ? found : null;
    }
}

/// <summary>Packed when somebody is to be sent it, and then once for all.</summary>
public sealed class PublishedDelta(Mark before, Mark after, MeshDelta delta)
{
    private readonly Lazy<string[]> _parts = new(() => PackedText.Pack(DeltaText.Write(delta)));

    public Mark Before { get; } = before;

    public Mark After { get; } = after;

    public IEnumerable<ReplicaMessages.RevisionPart> Parts =>
        _parts.Value.Select((x, i) => new ReplicaMessages.RevisionPart(After.Term, After.Revision, Before.Term, Before.Revision, i, _parts.Value.Length, x));
}
