using Mesh.Persistence.Quotas;

namespace Mesh.Tests.Persistence;

/// <summary>What a quota's owner expects of the store.</summary>
public abstract class QuotaStoreSpecification(StoreFixture fixture)
{
    private readonly RedisQuotaStore _store = new(fixture.Store.Redis);
    private readonly string _key = $"shop|user={Guid.NewGuid():N}";

    [Fact]
    public async Task Nothing_is_known_of_a_new_quota() => Assert.Empty(await _store.ReadAsync(_key));

    [Fact]
    public async Task Buckets_add_up_each_for_itself()
    {
        Assert.Equal(5, await _store.AddAsync(_key, 7, 5, TimeSpan.FromMinutes(1)));
        Assert.Equal(3, await _store.AddAsync(_key, 7, -2, TimeSpan.FromMinutes(1)));
        Assert.Equal(4, await _store.AddAsync(_key, 8, 4, TimeSpan.FromMinutes(1)));

        Assert.Equal(new Dictionary<long, long> { [7] = 3, [8] = 4 }, await _store.ReadAsync(_key));
    }

    [Fact]
    public async Task What_counts_no_more_goes_by_itself()
    {
        await _store.AddAsync(_key, 7, 5, TimeSpan.FromMinutes(1));

        var left = await fixture.Store.Redis.Database.KeyTimeToLiveAsync($"{fixture.Store.Redis.KeyPrefix}quota:{_key}");

        Assert.InRange(left!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }
}

public sealed class RedisQuotaStoreTests(RedisFixture fixture) : QuotaStoreSpecification(fixture), IClassFixture<RedisFixture>;

public sealed class EmbeddedQuotaStoreTests(EmbeddedFixture fixture) : QuotaStoreSpecification(fixture), IClassFixture<EmbeddedFixture>;
