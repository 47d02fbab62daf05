using System.Collections.Concurrent;
using Mesh.Actors.Quotas;

namespace Mesh.Tests.Actors.Quotas;

/// <summary>A store that can be told to be away.</summary>
internal sealed class MemoryQuotaStore : IQuotaStore
{
    private readonly ConcurrentDictionary<(string Key, long Bucket), long> _totals = new();

    public bool IsAway { get; set; }

    public long Total(string key) => _totals.Where(x => x.Key.Key == key).Sum(x => x.Value);

    public Task<IReadOnlyDictionary<long, long>> ReadAsync(string key) => IsAway
        ? Task.FromException<IReadOnlyDictionary<long, long>>(new IOException("away"))
        : Task.FromResult<IReadOnlyDictionary<long, long>>(_totals.Where(x => x.Key.Key == key).ToDictionary(x => x.Key.Bucket, x => x.Value));

    public Task<long> AddAsync(string key, long bucket, long amount, TimeSpan keep) => IsAway
        ? Task.FromException<long>(new IOException("away"))
        : Task.FromResult(_totals.AddOrUpdate((key, bucket), amount, (_, before) => before + amount));
}
