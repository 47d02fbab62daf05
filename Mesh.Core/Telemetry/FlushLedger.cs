namespace Mesh.Core.Telemetry;

/// <summary>Sums of one service on their way to whoever keeps them.</summary>
/// <param name="Sequence">Greater than that of every earlier flush of this member.</param>
/// <param name="Packed">See <see cref="PackedFlush"/>.</param>
public sealed record Flush(string Service, long Sequence, byte[] Packed);

/// <summary>
/// What a member has summed and not yet handed over. Of each service one flush is on its way at a time, under a number, and stays as it is until it is
/// acknowledged, so that sending it twice counts it once. What is told meanwhile is added up for the next, so the size of all this is bounded by the
/// number of series, however long nobody takes anything. No clock, no effects; not for several threads.
/// </summary>
/// <param name="resolution">Times are kept as finely as this.</param>
/// <param name="mostBuckets">Steps of time that wait for one service at most; older ones are merged into one, so that time is lost and no count.</param>
public sealed class FlushLedger(Resolution resolution, int mostBuckets = 30, int mostSeriesAtOnce = 2000)
{
    private readonly Dictionary<string, Waiting> _services = [];
    private long _sequence;

    /// <summary>Services of which something waits or is on its way.</summary>
    public int Services => _services.Count;

    public bool IsEmpty => _services.Count == 0;

    public int WaitingSeries => _services.Values.Sum(x => x.Buckets.Values.Sum(y => y.Count));

    public void Add(DateTimeOffset at, SeriesKey series, Sums sums)
    {
        var service = series.Edge.Service;
        if (!_services.TryGetValue(service, out var waiting)) _services[service] = waiting = new();
        waiting.Bucket(resolution.BucketOf(at), mostBuckets).Add(series, sums);
    }

    /// <summary>What is to be sent now: what waits where nothing is on its way, and what has been on its way for too long.</summary>
    public IReadOnlyList<Flush> Due(DateTimeOffset now, TimeSpan patience)
    {
        var due = new List<Flush>();
        foreach (var (service, waiting) in _services)
        {
            if (waiting.OnItsWay is { } sent)
            {
                if (now - waiting.SentAt < patience) continue;
                due.Add(sent);
            }
            else
            {
                if (waiting.Buckets.Count == 0) continue;
                waiting.OnItsWay = new(service, ++_sequence, waiting.Take(mostSeriesAtOnce));
                due.Add(waiting.OnItsWay);
            }
            waiting.SentAt = now;
        }
        return due;
    }

    /// <returns>false for a flush that is not on its way any more.</returns>
    public bool Acknowledge(string service, long sequence)
    {
        if (!_services.TryGetValue(service, out var waiting) || waiting.OnItsWay?.Sequence != sequence) return false;
        waiting.OnItsWay = null;
        if (waiting.IsIdle) _services.Remove(service);
        return true;
    }

    private sealed class Waiting
    {
        public readonly SortedList<long, SeriesSums> Buckets = [];
        public Flush? OnItsWay;
        public DateTimeOffset SentAt;

        public bool IsIdle => OnItsWay is null && Buckets.Count == 0;

        public SeriesSums Bucket(long start, int most)
        {
            if (Buckets.TryGetValue(start, out var known)) return known;
            while (Buckets.Count >= most)
            {
                Buckets.Values[1].Add(Buckets.Values[0]);
                Buckets.RemoveAt(0);
            }
            return Buckets[start] = new();
        }

        public byte[] Take(int most)
        {
            var taken = new List<(long, SeriesSums)>();
            while (most > 0 && Buckets.Count > 0)
            {
                var (start, series) = (Buckets.Keys[0], Buckets.Values[0]);
                var part = series.Count <= most ? series : Part(series, most);
                if (ReferenceEquals(part, series)) Buckets.RemoveAt(0);
                most -= part.Count;
                taken.Add((start, part));
            }
            return PackedFlush.Write(taken);
        }

        private static SeriesSums Part(SeriesSums from, int count)
        {
            var part = new SeriesSums();
            foreach (var (series, sums) in from.All.Take(count).ToList())
            {
                part.Add(series, sums);
                from.Remove(series);
            }
            return part;
        }
    }
}
