namespace Mesh.Actors.Telemetry;

/// <summary>Keeps sums in this process, until it ends: for one member, and for tests.</summary>
public sealed class MemoryTelemetryStore(TimeProvider time) : ITelemetryStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _entities = [];

    public Task<StoredEdges> Claim(string entity, string writer, IReadOnlyList<BucketName> buckets, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_entities.TryGetValue(entity, out var kept)) _entities[entity] = kept = new();
            kept.Writer = writer;
            return Task.FromResult(kept.Show(entity, buckets) with { Seen = new Dictionary<string, long>(kept.Seen) });
        }
    }

    public Task<bool> Write(string writer, StoredEdges changes, TimeSpan? keep, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_entities.TryGetValue(changes.Entity, out var kept) || kept.Writer != writer) return Task.FromResult(false);
            foreach (var (id, series) in changes.Series) kept.Series[id] = series;
            foreach (var id in changes.Forgotten) kept.Series.Remove(id);
            foreach (var bucket in changes.Buckets) kept.Put(bucket, time.GetUtcNow());
            foreach (var (member, sequence) in changes.Seen) kept.Seen[member] = sequence;
            kept.ForgetExpired(time.GetUtcNow());
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<StoredEdges>> Read(IReadOnlyList<BucketName> buckets, CancellationToken cancel)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StoredEdges>>([.. _entities.Select(x => x.Value.Show(x.Key, buckets)).Where(x => x.Buckets.Count > 0)]);
        }
    }

    private sealed class Kept
    {
        public string Writer = "";
        public readonly Dictionary<int, byte[]> Series = [];
        public readonly Dictionary<string, long> Seen = [];
        private readonly Dictionary<BucketName, (Dictionary<int, byte[]> Chunks, DateTimeOffset Until)> _buckets = [];

        public void Put(StoredBucket bucket, DateTimeOffset now)
        {
            if (!_buckets.TryGetValue(bucket.Name, out var known)) known = ([], DateTimeOffset.MaxValue);
            foreach (var (chunk, packed) in bucket.Chunks) known.Chunks[chunk] = packed;
            _buckets[bucket.Name] = (known.Chunks, bucket.Life is { } life ? now + life : known.Until);
        }

        public StoredEdges Show(string entity, IReadOnlyList<BucketName> names) => StoredEdges.Nothing(entity) with
        {
            Series = new Dictionary<int, byte[]>(Series),
            Buckets = [.. names.Where(_buckets.ContainsKey).Select(x => new StoredBucket(x, new Dictionary<int, byte[]>(_buckets[x].Chunks), null))],
        };

        public void ForgetExpired(DateTimeOffset now)
        {
            foreach (var name in _buckets.Where(x => x.Value.Until < now).Select(x => x.Key).ToList()) _buckets.Remove(name);
        }
    }
}
