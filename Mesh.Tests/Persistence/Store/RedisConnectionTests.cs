using Mesh.Persistence.Store;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Mesh.Tests.Persistence.Store;

public sealed class RedisConnectionTests
{
    [Fact]
    public async Task A_redis_that_is_away_is_no_reason_not_to_start_and_answers_at_once_that_it_is()
    {
        await using var store = await MeshStore.Open(Stores.At("127.0.0.1:1,password=hush"), NullLoggerFactory.Instance);

        Assert.False(store.Redis.IsConnected);
        await Assert.ThrowsAsync<RedisConnectionException>(() => store.Redis.Database.StringGetAsync("key"));
    }

    [Fact]
    public async Task What_it_says_of_itself_holds_no_secret()
    {
        await using var store = await MeshStore.Open(Stores.At("127.0.0.1:1,user=mesh,password=hush,ssl=true"), NullLoggerFactory.Instance);

        Assert.Equal("Redis 127.0.0.1:1, TLS, user mesh, password [redacted]", store.Description);
        Assert.Equal(store.Description, store.Redis.ToString());
    }

    [Theory]
    [InlineData("redis:6379,nonsense=1,password=hush", "connection string")]
    [InlineData("redis:6379,connectTimeout=soon,password=hush", "connection string")]
    [InlineData("password=hush", "names no server")]
    public async Task Nonsense_is_refused_without_showing_its_password(string redis, string expected)
    {
        var refused = await Assert.ThrowsAsync<StoreException>(() => MeshStore.Open(Stores.At(redis), NullLoggerFactory.Instance));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refused.ToString(), StringComparison.Ordinal);
    }
}
