using System.Globalization;
using Mesh.Actors.Telemetry;
using Mesh.Core.Telemetry;
using Mesh.Persistence.Store;
using StackExchange.Redis;

namespace Mesh.Persistence.Telemetry;

/// <summary>Keeps sums in Redis: hashes that expire by themselves, written by scripts that look first whether the writer still is one.</summary>
public sealed class RedisTelemetryStore(RedisConnection redis, TimeProvider time) : ITelemetryStore
{
    /// <summary>Between the steps of a series and the end of an entity's own keys.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(8);

    /// <summary>The life of a key stays as it is.</summary>
    private const string Unchanged = "0";

    private readonly TelemetryKeys _keys = new(redis.KeyPrefix);

    public async Task<StoredEdges> Claim(string entity, string writer, IReadOnlyList<BucketName> buckets, CancellationToken cancel)
    {
        RedisKey[] keys = [_keys.Writer(entity), _keys.Series(entity), _keys.Seen(entity), .. buckets.Select(x => _keys.Bucket(entity, x))];
        var found = (RedisResult[])(await redis.Database.ScriptEvaluateAsync(TelemetryScripts.Claim, keys, [writer, Seconds(Longest)]).WaitAsync(cancel).ConfigureAwait(false))!;
        return new(
            entity,
            Packed(found[0]),
            [.. buckets.Select((x, i) => new StoredBucket(x, Packed(found[i + 2]), null)).Where(x => x.Chunks.Count > 0)],
            Pairs(found[1]).ToDictionary(x => x.Field.ToString(), x => (long)x.Value),
            []);
    }

    public async Task<bool> Write(string writer, StoredEdges changes, TimeSpan? keep, CancellationToken cancel)
    {
        var entity = changes.Entity;
        RedisKey[] keys = [_keys.Writer(entity), _keys.Series(entity), _keys.Seen(entity), .. changes.Buckets.Select(x => _keys.Bucket(entity, x.Name))];
        // The names of series outlive their last step.
        var life = keep is { } lasting ? Seconds(lasting + lasting) : Unchanged;
        var values = new List<RedisValue> { writer, life };
        Put(values, life, changes.Series);
        values.Add(life);
        values.Add(changes.Seen.Count);
        foreach (var (member, sequence) in changes.Seen)
        {
            values.Add(member);
            values.Add(sequence);
        }
        foreach (var bucket in changes.Buckets) Put(values, bucket.Life is { } own ? Seconds(own) : Unchanged, bucket.Chunks);
        values.AddRange(changes.Forgotten.Select(x => (RedisValue)x));

        var accepted = (int)await redis.Database.ScriptEvaluateAsync(TelemetryScripts.Write, keys, [.. values]).WaitAsync(cancel).ConfigureAwait(false) == 1;
        // Readers ask for those that were written since a step began: it is enough to say so once a step.
        var isNews = keep is not null || changes.Buckets.Any(x => x.Life is not null);
        if (accepted && isNews) await redis.Database.SortedSetAddAsync(_keys.Index, entity, time.GetUtcNow().ToUnixTimeSeconds()).WaitAsync(cancel).ConfigureAwait(false);
        return accepted;
    }

    public async Task<IReadOnlyList<StoredEdges>> Read(IReadOnlyList<BucketName> buckets, CancellationToken cancel)
    {
        if (buckets.Count == 0) return [];
        var oldest = buckets.Min(x => x.Start);
        var forgotten = time.GetUtcNow().Add(-Longest).ToUnixTimeSeconds();
        await redis.Database.SortedSetRemoveRangeByScoreAsync(_keys.Index, double.NegativeInfinity, forgotten).WaitAsync(cancel).ConfigureAwait(false);
        // An entity that was written last before the window began has nothing in it.
        var entities = await redis.Database.SortedSetRangeByScoreAsync(_keys.Index, oldest).WaitAsync(cancel).ConfigureAwait(false);
        var read = await Task.WhenAll(entities.Select(x => ReadEntity(x!, buckets, cancel))).ConfigureAwait(false);
        return [.. read.Where(x => x.Buckets.Count > 0)];
    }

    private async Task<StoredEdges> ReadEntity(string entity, IReadOnlyList<BucketName> buckets, CancellationToken cancel)
    {
        var found = await Task.WhenAll(buckets.Select(x => redis.Database.HashGetAllAsync(_keys.Bucket(entity, x)))).WaitAsync(cancel).ConfigureAwait(false);
        var filled = buckets.Select((x, i) => new StoredBucket(x, found[i].ToDictionary(y => (int)y.Name, y => (byte[])y.Value!), null)).Where(x => x.Chunks.Count > 0).ToList();
        var used = filled.SelectMany(x => x.Chunks.Values).SelectMany(x => SumsChunk.Read(x).Keys).Distinct().ToArray();
        if (used.Length == 0) return StoredEdges.Nothing(entity);
        var names = await redis.Database.HashGetAsync(_keys.Series(entity), [.. used.Select(x => (RedisValue)x)]).WaitAsync(cancel).ConfigureAwait(false);
        var series = used.Zip(names).Where(x => !x.Second.IsNull).ToDictionary(x => x.First, x => (byte[])x.Second!);
        return StoredEdges.Nothing(entity) with { Series = series, Buckets = filled };
    }

    private static void Put(List<RedisValue> values, string life, IReadOnlyDictionary<int, byte[]> fields)
    {
        values.Add(life);
        values.Add(fields.Count);
        foreach (var (id, packed) in fields)
        {
            values.Add(id);
            values.Add(packed);
        }
    }

    private static Dictionary<int, byte[]> Packed(RedisResult fields) => Pairs(fields).ToDictionary(x => (int)x.Field, x => (byte[])x.Value!);

    private static IEnumerable<(RedisValue Field, RedisValue Value)> Pairs(RedisResult fields)
    {
        var flat = (RedisValue[])fields!;
        for (var i = 0; i + 1 < flat.Length; i += 2) yield return (flat[i], flat[i + 1]);
    }

    private static string Seconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
