using System.Collections.Immutable;

namespace Mesh.Core.History;

/// <summary>
/// The configuration at the oldest revision that is still known, and every change since. Immutable. What is older than anyone wants to know is
/// folded into the base.
/// </summary>
public sealed class MeshHistory
{
    public static readonly MeshHistory Empty = new(0, DateTimeOffset.UnixEpoch, ImmutableSortedDictionary.Create<string, LoggedDocument>(StringComparer.Ordinal), [], null, 0);

    private MeshHistory(
        long baseRevision,
        DateTimeOffset baseTime,
        ImmutableSortedDictionary<string, LoggedDocument> @base,
        ImmutableList<LoggedRevision> revisions,
        ImmutableSortedDictionary<string, LoggedDocument>? head,
        long size)
    {
        (BaseRevision, BaseTime, Base, Revisions, Head, Size) = (baseRevision, baseTime, @base, revisions, head ?? @base, size);
    }

    /// <summary>0: from the very beginning.</summary>
    public long BaseRevision { get; }

    public DateTimeOffset BaseTime { get; }

    public ImmutableSortedDictionary<string, LoggedDocument> Base { get; }

    /// <summary>The oldest first.</summary>
    public ImmutableList<LoggedRevision> Revisions { get; }

    /// <summary>What is in force now.</summary>
    public ImmutableSortedDictionary<string, LoggedDocument> Head { get; }

    /// <summary>Bytes of documents in the revisions.</summary>
    public long Size { get; }

    public long Revision => Revisions.IsEmpty ? BaseRevision : Revisions[^1].Revision;

    public static MeshHistory From(long revision, DateTimeOffset time, IEnumerable<KeyValuePair<string, LoggedDocument>> documents) =>
        new(revision, time, ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, documents), [], null, 0);

    /// <summary>Parts of one revision come one by one, with the same number.</summary>
    public MeshHistory With(LoggedRevision next)
    {
        var joined = !Revisions.IsEmpty && Revisions[^1].Revision == next.Revision
            ? Revisions.SetItem(Revisions.Count - 1, Revisions[^1] with { Changes = [.. Revisions[^1].Changes, .. next.Changes] })
            : Revisions.Add(next);
        return new(BaseRevision, BaseTime, Base, joined, Apply(Head, next), Size + next.Size);
    }

    /// <summary>Folds the oldest revisions into the base.</summary>
    /// <param name="last">That of the last one to be folded.</param>
    public MeshHistory FoldedTo(long last)
    {
        var folded = Revisions.TakeWhile(x => x.Revision <= last).ToList();
        if (folded.Count == 0) return this;
        return new(folded[^1].Revision, folded[^1].Time, folded.Aggregate(Base, Apply), Revisions.RemoveRange(0, folded.Count), Head, Size - folded.Sum(x => x.Size));
    }

    /// <summary>Without what came after the base.</summary>
    public MeshHistory BaseOnly() => new(BaseRevision, BaseTime, Base, [], null, 0);

    /// <returns>Up to which revision the history should be folded so that it keeps to its bounds; null while it does.</returns>
    public long? Excess(HistoryLimits limits, DateTimeOffset now)
    {
        if (Revisions.IsEmpty) return null;
        // Well below the bounds, so that this is not due again at once.
        if (Revisions.Count <= limits.Revisions && Size <= limits.Bytes && Revisions[0].Time >= now - limits.Age) return null;
        var (count, size, oldest) = (limits.Revisions * 3L / 4, limits.Bytes * 3 / 4, now - limits.Age);
        var (left, bytes, last) = ((long)Revisions.Count, Size, 0L);
        foreach (var revision in Revisions)
        {
            if (left <= count && bytes <= size && revision.Time >= oldest) break;
            (left, bytes, last) = (left - 1, bytes - revision.Size, revision.Revision);
        }
        return last;
    }

    /// <returns>The configuration as it was after this revision; null when that is not known (any more).</returns>
    public ImmutableSortedDictionary<string, LoggedDocument>? At(long revision) =>
        revision < BaseRevision || revision > Revision ? null
        : revision == Revision ? Head
        : Revisions.TakeWhile(x => x.Revision <= revision).Aggregate(Base, Apply);

    /// <returns>What the object said before this revision; null when there was none.</returns>
    public LoggedDocument? Before(long revision, string name)
    {
        var found = Base.GetValueOrDefault(name);
        foreach (var earlier in Revisions.TakeWhile(x => x.Revision < revision))
        {
            if (earlier.Changes.FirstOrDefault(x => x.Object == name) is { } change) found = change.Kind == LoggedKind.Removed ? null : change.After;
        }
        return found;
    }

    private static ImmutableSortedDictionary<string, LoggedDocument> Apply(ImmutableSortedDictionary<string, LoggedDocument> documents, LoggedRevision revision)
    {
        var builder = documents.ToBuilder();
        foreach (var change in revision.Changes)
        {
            if (change.Kind == LoggedKind.Removed) builder.Remove(change.Object);
            else if (change.After is { } after) builder[change.Object] = after;
        }
        return builder.ToImmutable();
    }
}

/// <summary>How much is remembered; whichever bound is met first counts.</summary>
/// <param name="Revisions">At least 0.</param>
/// <param name="Bytes">Of documents that are not in force any more. At least 0.</param>
public sealed record HistoryLimits(int Revisions, long Bytes, TimeSpan Age)
{
    /// <summary>Of what changes by the minute, and nobody asks for: only its last state is of use.</summary>
    public static readonly HistoryLimits OnlyTheLast = new(1_000, 4 << 20, TimeSpan.FromHours(1));
}
