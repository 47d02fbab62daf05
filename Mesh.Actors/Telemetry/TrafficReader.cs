using Mesh.Core.Telemetry;

namespace Mesh.Actors.Telemetry;

/// <summary>Reads the traffic of the whole mesh from the store, whichever members counted it.</summary>
public sealed class TrafficReader(ITelemetryStore store, TimeBuckets times, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public TimeBuckets Times => times;

    /// <param name="to">null: until now.</param>
    public async Task<TrafficWindow> Read(TimeSpan duration, DateTimeOffset? to, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var end = to is { } asked && asked < now ? asked : now;
        var resolution = times.For(now, end - duration, end);
        var steps = resolution.Buckets(end - duration, end).Select(x => new BucketName(resolution.Name, x)).ToList();
        var kept = await store.Read(steps, cancel).ConfigureAwait(false);
        return new(DateTimeOffset.FromUnixTimeSeconds(steps[0].Start), end, [.. kept.SelectMany(Unpack)]);
    }

    private static IEnumerable<SeriesTraffic> Unpack(StoredEdges kept)
    {
        var found = new Dictionary<int, (Sums Sums, long Last)>();
        foreach (var bucket in kept.Buckets)
        {
            foreach (var (id, sums) in bucket.Chunks.Values.SelectMany(x => SumsChunk.Read(x)))
            {
                var (all, last) = found.GetValueOrDefault(id, (new(), 0));
                all.Add(sums);
                found[id] = (all, Math.Max(last, bucket.Name.Start));
            }
        }
        foreach (var (id, (sums, last)) in found)
        {
            if (!kept.Series.TryGetValue(id, out var packed)) continue;
            var (created, key) = Name(packed);
            yield return new(key, DateTimeOffset.FromUnixTimeSeconds(created), DateTimeOffset.FromUnixTimeSeconds(last), sums);
        }
    }

    private static (long Created, SeriesKey Key) Name(byte[] packed)
    {
        var pack = new PackReader(packed);
        return (pack.Number(), pack.Series());
    }
}
