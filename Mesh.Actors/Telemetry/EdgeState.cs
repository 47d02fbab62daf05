using Mesh.Core.Telemetry;

namespace Mesh.Actors.Telemetry;

/// <summary>
/// The traffic of one destination service: sums by series and step of time, and which flushes are in them. No clock, no effects. Series have numbers,
/// so that their long names are stored once and not in every step.
/// </summary>
public sealed class EdgeState(string entity, TimeBuckets times, int mostSeries)
{
    private readonly Dictionary<SeriesKey, Series> _series = [];
    private readonly Dictionary<BucketName, Dictionary<int, Sums>> _buckets = [];
    private readonly Dictionary<string, long> _seen = [];
    private readonly Dictionary<BucketName, HashSet<int>> _changed = [];
    private readonly HashSet<BucketName> _lasting = [];
    private readonly HashSet<int> _unstored = [];
    private readonly HashSet<string> _heard = [];
    private readonly List<int> _forgotten = [];
    private int _lastId;

    public string Entity { get; } = entity;

    public bool HasChanges => _changed.Count > 0 || _heard.Count > 0;

    public int SeriesCount => _series.Count;

    /// <summary>Steps of time that may still grow.</summary>
    public static IReadOnlyList<BucketName> Held(TimeBuckets times, DateTimeOffset now) =>
    [
        .. times.All.SelectMany(x => Enumerable.Range(0, x.Held).Select(back => new BucketName(x.Name, x.BucketOf(now - (back * x.Width))))),
    ];

    public void Restore(StoredEdges kept)
    {
        var byId = new Dictionary<int, SeriesKey>();
        foreach (var (id, packed) in kept.Series)
        {
            var pack = new PackReader(packed);
            var created = pack.Number();
            var key = pack.Series();
            _series[key] = new(id, created) { LastUsed = created };
            byId[id] = key;
            _lastId = Math.Max(_lastId, id);
        }
        foreach (var bucket in kept.Buckets)
        {
            foreach (var (id, sums) in bucket.Chunks.Values.SelectMany(x => SumsChunk.Read(x)).Where(x => byId.ContainsKey(x.Key)))
            {
                SumsOf(bucket.Name, id).Add(sums);
                _series[byId[id]].LastUsed = bucket.Name.Start;
            }
        }
        foreach (var (member, sequence) in kept.Seen) _seen[member] = sequence;
    }

    /// <returns>false for a flush that is counted already.</returns>
    public bool Apply(string member, long sequence, IReadOnlyList<(long Start, SeriesSums Sums)> flush, DateTimeOffset now)
    {
        if (_seen.GetValueOrDefault(member) >= sequence) return false;
        _seen[member] = sequence;
        _heard.Add(member);
        foreach (var (start, series) in flush)
        {
            foreach (var (key, sums) in series.All) Add(start, key, sums, now);
        }
        Prune(now);
        return true;
    }

    /// <summary>What has changed since it was last taken. It must be written, and written again if that fails, before the next is taken.</summary>
    public StoredEdges TakeChanges()
    {
        var changes = new StoredEdges(
            Entity,
            _series.Where(x => _unstored.Contains(x.Value.Id)).ToDictionary(x => x.Value.Id, x => Pack(x.Key, x.Value.Created)),
            [.. _changed.Select(x => new StoredBucket(x.Key, Chunks(x.Key, x.Value), _lasting.Add(x.Key) ? LifeOf(x.Key) : null))],
            _heard.ToDictionary(x => x, x => _seen[x]),
            [.. _forgotten]);
        _changed.Clear();
        _unstored.Clear();
        _heard.Clear();
        _forgotten.Clear();
        return changes;
    }

    /// <summary>The store may have lost what it had: everything that is known here is to be written anew.</summary>
    public void Doubt()
    {
        foreach (var (bucket, series) in _buckets) _changed[bucket] = [.. series.Keys.Select(SumsChunk.Of)];
        _lasting.Clear();
        _unstored.UnionWith(_series.Values.Select(x => x.Id));
        _heard.UnionWith(_seen.Keys);
    }

    private void Add(long start, SeriesKey key, Sums sums, DateTimeOffset now)
    {
        var series = SeriesOf(key, start);
        series.LastUsed = Math.Max(series.LastUsed, start);
        foreach (var resolution in times.All)
        {
            // What comes late is counted in the oldest step that is still held; what claims to come from the future, in the newest.
            var oldest = resolution.BucketOf(now - ((resolution.Held - 1) * resolution.Width));
            var bucket = new BucketName(resolution.Name, Math.Clamp(resolution.BucketOf(start), oldest, resolution.BucketOf(now)));
            SumsOf(bucket, series.Id).Add(sums);
            if (!_changed.TryGetValue(bucket, out var chunks)) _changed[bucket] = chunks = [];
            chunks.Add(SumsChunk.Of(series.Id));
        }
    }

    private Series SeriesOf(SeriesKey key, long start)
    {
        if (_series.TryGetValue(key, out var known)) return known;
        if (_series.Count >= mostSeries && !key.Equals(SeriesKey.Overflow)) return SeriesOf(SeriesKey.Overflow, start);
        _unstored.Add(++_lastId);
        return _series[key] = new(_lastId, start);
    }

    private Sums SumsOf(BucketName bucket, int series)
    {
        if (!_buckets.TryGetValue(bucket, out var all)) _buckets[bucket] = all = [];
        if (!all.TryGetValue(series, out var sums)) all[series] = sums = new();
        return sums;
    }

    /// <summary>Lets go of steps that are stored and do not grow any more, and of series that nobody has used for as long as anything is kept.</summary>
    private void Prune(DateTimeOffset now)
    {
        foreach (var resolution in times.All)
        {
            var oldest = resolution.BucketOf(now - ((resolution.Held - 1) * resolution.Width));
            foreach (var old in _buckets.Keys.Where(x => x.Resolution == resolution.Name && x.Start < oldest && !_changed.ContainsKey(x)).ToList())
            {
                _buckets.Remove(old);
                _lasting.Remove(old);
            }
        }
        var expired = (now - times.Coarse.Retention - times.Coarse.Width).ToUnixTimeSeconds();
        foreach (var (key, series) in _series.Where(x => x.Value.LastUsed < expired).ToList())
        {
            _series.Remove(key);
            _unstored.Remove(series.Id);
            _forgotten.Add(series.Id);
        }
    }

    private TimeSpan LifeOf(BucketName bucket)
    {
        var resolution = times.All.First(x => x.Name == bucket.Resolution);
        return resolution.Retention + (resolution.Held * resolution.Width);
    }

    private static byte[] Pack(SeriesKey key, long created)
    {
        var pack = new PackWriter();
        pack.Number(created);
        pack.Series(key);
        return pack.ToArray();
    }

    private Dictionary<int, byte[]> Chunks(BucketName bucket, HashSet<int> changed) => _buckets[bucket]
        .GroupBy(x => SumsChunk.Of(x.Key))
        .Where(x => changed.Contains(x.Key))
        .ToDictionary(x => x.Key, SumsChunk.Write);

    /// <param name="Created">Seconds since the epoch of the first record.</param>
    private sealed record Series(int Id, long Created)
    {
        public long LastUsed { get; set; } = Created;
    }
}
