namespace Mesh.Actors.Certificates;

/// <summary>
/// What this member has signed and what of it has not ended: for operators, and for a change of roots, which waits for certificates whose owners cannot be
/// told to renew. Keeps the last <paramref name="most"/> of them; sums over all.
/// </summary>
public sealed class IssuedLedger(int most = IssuedLedger.Most)
{
    public const int Most = 100_000;

    private readonly Lock _gate = new();
    private readonly Queue<IssuedEntry> _entries = new();
    private readonly Dictionary<string, DateTimeOffset> _untilByBundle = [];
    private readonly Dictionary<string, DateTimeOffset> _untilByRoot = [];

    public void Add(IssuedEntry entry)
    {
        lock (_gate)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > most) _entries.Dequeue();
            if (entry.Bundle is not { } bundle) return;
            Raise(_untilByBundle, bundle, entry.NotAfter);
            Raise(_untilByRoot, entry.Root, entry.NotAfter);
        }
    }

    /// <summary>The newest first; without those that have ended.</summary>
    public IReadOnlyList<IssuedEntry> Live(DateTimeOffset now)
    {
        lock (_gate) return [.. _entries.Where(x => x.NotAfter > now).Reverse()];
    }

    /// <summary>When the last certificate ends that was handed out with other roots than these; null for none.</summary>
    public DateTimeOffset? UnawareUntil(string bundle, DateTimeOffset now) => Latest(_untilByBundle, bundle, now);

    /// <summary>When the last certificate of an agent ends that leads to another root than this; null for none.</summary>
    public DateTimeOffset? HeldUntil(string root, DateTimeOffset now) => Latest(_untilByRoot, root, now);

    private DateTimeOffset? Latest(Dictionary<string, DateTimeOffset> times, string but, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var over in times.Where(x => x.Value <= now).Select(x => x.Key).ToList()) times.Remove(over);
            DateTimeOffset? latest = null;
            foreach (var (key, until) in times)
            {
                if (key != but && (latest is null || until > latest)) latest = until;
            }
            return latest;
        }
    }

    private static void Raise(Dictionary<string, DateTimeOffset> times, string key, DateTimeOffset until)
    {
        if (!times.TryGetValue(key, out var held) || until > held) times[key] = until;
    }
}
