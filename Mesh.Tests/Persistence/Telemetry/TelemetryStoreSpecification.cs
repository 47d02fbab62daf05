using Mesh.Actors.Telemetry;
using Mesh.Core.Telemetry;
using Mesh.Persistence.Telemetry;
using Mesh.Tests.Core.Telemetry;

namespace Mesh.Tests.Persistence.Telemetry;

/// <summary>What the store of telemetry promises, whatever it is made of.</summary>
public abstract class TelemetryStoreSpecification(StoreFixture fixture)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly BucketName Fine = new("10s", TimeBuckets.Default.Fine.BucketOf(Now));
    private static readonly BucketName Before = new("10s", TimeBuckets.Default.Fine.BucketOf(Now) - 10);

    private readonly string _entity = $"{Guid.NewGuid():n}.shop.svc.cluster.local";
    private readonly RedisTelemetryStore _store = new(fixture.Store.Redis, TimeProvider.System);

    [Fact]
    public async Task What_was_written_is_what_the_next_writer_finds()
    {
        Assert.Empty((await Claim("first")).Buckets);
        Assert.True(await Write("first", 1, sequence: 4, requests: 3));
        Assert.True(await Write("first", 1, sequence: 5, requests: 8));

        var found = await Claim("second");

        Assert.Equal(5, found.Seen["m1"]);
        Assert.Equal([1, 2, 0, 255], found.Series[1][..4]);
        Assert.Equal(8, Requests(found, Fine));
    }

    [Fact]
    public async Task Only_the_last_one_that_claimed_may_write()
    {
        await Claim("first");
        await Claim("second");

        Assert.False(await Write("first", 1, sequence: 1, requests: 3));
        Assert.True(await Write("second", 1, sequence: 1, requests: 4));
        Assert.Equal(4, Requests(await Claim("third"), Fine));
    }

    [Fact]
    public async Task Readers_see_the_steps_that_they_ask_for()
    {
        await Claim("first");
        await Write("first", 1, sequence: 1, requests: 3);

        var read = (await _store.Read([Before, Fine], Token)).Single(x => x.Entity == _entity);
        var old = await _store.Read([Before], Token);

        Assert.Equal(3, Requests(read, Fine));
        Assert.DoesNotContain(old, x => x.Entity == _entity);
    }

    [Fact]
    public async Task Series_that_are_forgotten_are_gone()
    {
        await Claim("first");
        await Write("first", 1, sequence: 1, requests: 3);
        await Write("first", 2, sequence: 2, requests: 3);

        await _store.Write("first", StoredEdges.Nothing(_entity) with { Forgotten = [1] }, TimeSpan.FromHours(1), Token);

        Assert.Equal([2], (await Claim("second")).Series.Keys);
    }

    [Fact]
    public async Task Steps_end_by_themselves()
    {
        await Claim("first");
        await Write("first", 1, sequence: 1, requests: 3);

        var keys = new[] { $"{{{_entity}}}:writer", $"{{{_entity}}}:series", $"{{{_entity}}}:seen", $"{{{_entity}}}:10s:{Fine.Start}" };

        foreach (var key in keys)
        {
            var life = await fixture.Store.Redis.Database.KeyTimeToLiveAsync($"{fixture.Store.Redis.KeyPrefix}edge:{key}");
            Assert.True(life > TimeSpan.Zero, key);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<StoredEdges> Claim(string writer) => _store.Claim(_entity, writer, [Before, Fine], Token);

    private Task<bool> Write(string writer, int id, long sequence, int requests)
    {
        return _store.Write(
            writer,
            new(
                _entity,
                // Bytes that are no text.
                new Dictionary<int, byte[]> { [id] = [1, 2, 0, 255, 13, 10] },
                [new(Fine, new Dictionary<int, byte[]> { [SumsChunk.Of(id)] = SumsChunk.Write([new(id, Series.Requests(requests))]) }, TimeSpan.FromMinutes(10))],
                new Dictionary<string, long> { ["m1"] = sequence },
                []),
            TimeSpan.FromHours(1),
            Token);
    }

    private static long Requests(StoredEdges kept, BucketName bucket)
    {
        var sums = new Sums();
        foreach (var packed in kept.Buckets.Single(x => x.Name == bucket).Chunks.Values.SelectMany(x => SumsChunk.Read(x).Values)) sums.Add(packed);
        return sums.Requests;
    }
}

public sealed class RedisTelemetryStoreTests(RedisFixture redis) : TelemetryStoreSpecification(redis), IClassFixture<RedisFixture>;

public sealed class EmbeddedTelemetryStoreTests(EmbeddedFixture embedded) : TelemetryStoreSpecification(embedded), IClassFixture<EmbeddedFixture>;
