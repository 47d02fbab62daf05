using Mesh.Core.History;

namespace Mesh.Actors.Log;

/// <summary>
/// Revisions that are in force and not stored yet, the oldest first. Bounded: past its bounds those that are not under way become one that leads
/// to the same. Then the log misses what was in between, and nothing else.
/// </summary>
/// <param name="Waiting">Those under way first.</param>
/// <param name="UnderWay">Number of those that were handed to the store.</param>
public sealed record LogQueue(IReadOnlyList<LoggedRevision> Waiting, int UnderWay)
{
    /// <summary>Revisions that are handed to the store at once.</summary>
    private const int AtOnce = 64;

    public static readonly LogQueue Empty = new([], 0);

    public LogQueue With(LoggedRevision next, LogOptions options)
    {
        var waiting = Waiting.Append(next).ToList();
        var (count, size) = (waiting.Count, waiting.Sum(x => x.Size));
        if ((count <= options.QueueRevisions && size <= options.QueueBytes) || count - UnderWay < 2) return this with { Waiting = waiting };
        return this with { Waiting = [.. waiting.Take(UnderWay), RevisionDraft.Merge(waiting.Skip(UnderWay).ToList())] };
    }

    /// <returns>What to hand to the store now; empty while something is under way, or nothing waits.</returns>
    public (LogQueue Next, IReadOnlyList<LoggedRevision> Batch) Take()
    {
        if (UnderWay > 0 || Waiting.Count == 0) return (this, []);
        var batch = Waiting.Take(AtOnce).ToList();
        return (this with { UnderWay = batch.Count }, batch);
    }

    /// <summary>The store has everything up to this revision.</summary>
    public LogQueue Stored(long revision) => new([.. Waiting.SkipWhile(x => x.Revision <= revision)], 0);

    /// <summary>Whether what was under way was stored is not known.</summary>
    public LogQueue Failed() => this with { UnderWay = 0 };
}
