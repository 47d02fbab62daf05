using System.Globalization;
using Mesh.Actors.Quotas;
using Mesh.Persistence.Store;
using StackExchange.Redis;

namespace Mesh.Persistence.Quotas;

/// <summary>One hash a quota, <c>quota:KEY</c>: tokens handed out, by the number of their bucket. It goes by itself when no bucket of it counts any more.</summary>
public sealed class RedisQuotaStore(RedisConnection redis) : IQuotaStore
{
    public async Task<IReadOnlyDictionary<long, long>> ReadAsync(string key)
    {
        var entries = await redis.Database.HashGetAllAsync(Name(key)).ConfigureAwait(false);
        return entries.ToDictionary(x => long.Parse(x.Name.ToString(), CultureInfo.InvariantCulture), x => (long)x.Value);
    }

    public async Task<long> AddAsync(string key, long bucket, long amount, TimeSpan keep)
    {
        // Pipelined, not atomic: should the second be lost, the next one sets the time.
        var database = redis.Database;
        var total = database.HashIncrementAsync(Name(key), bucket.ToString(CultureInfo.InvariantCulture), amount);
        var expiry = database.KeyExpireAsync(Name(key), keep);
        await Task.WhenAll(total, expiry).ConfigureAwait(false);
        return await total.ConfigureAwait(false);
    }

    private RedisKey Name(string key) => $"{redis.KeyPrefix}quota:{key}";
}
