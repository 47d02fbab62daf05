namespace Mesh.Core.Telemetry;

/// <summary>
/// What this member has counted since it started, by series: counters in the sense of Prometheus. A series that nothing was added to for a while is
/// dropped; should it come back, it begins at 0, which Prometheus takes for a restart. For any thread.
/// </summary>
/// <param name="staleAfter">Longer than the time between two scrapes.</param>
public sealed class MemberMetrics(TimeSpan staleAfter)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SeriesKey, Counted> _series = [];
    private DateTimeOffset _looked = DateTimeOffset.MinValue;

    public int Count
    {
        get
        {
            lock (_lock) return _series.Count;
        }
    }

    public void Add(SeriesKey series, Sums sums, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_series.TryGetValue(series, out var counted)) _series[series] = counted = new();
            counted.Sums.Add(sums);
            counted.Touched = now;
        }
    }

    /// <returns>The series that were dropped.</returns>
    public IReadOnlyList<SeriesKey> DropStale(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now - _looked < TimeSpan.FromSeconds(10)) return [];
            _looked = now;
            var stale = _series.Where(x => now - x.Value.Touched > staleAfter).Select(x => x.Key).ToList();
            foreach (var series in stale) _series.Remove(series);
            return stale;
        }
    }

    /// <summary>Copies of all there is.</summary>
    public IReadOnlyList<(SeriesKey Series, Sums Sums)> Snapshot()
    {
        lock (_lock) return [.. _series.Select(x => (x.Key, x.Value.Sums.Copy()))];
    }

    private sealed class Counted
    {
        public readonly Sums Sums = new();
        public DateTimeOffset Touched;
    }
}
