using CsCheck;
using Mesh.Actors.Telemetry;
using Mesh.Core.Telemetry;
using Mesh.Tests.Core.Telemetry;

namespace Mesh.Tests.Actors.Telemetry;

public sealed class EdgeStateTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_000_000_200);

    private readonly MemoryTelemetryStore _store = new(TimeProvider.System);
    private EdgeState _state = new("cart", TimeBuckets.Default, 100);

    [Fact]
    public async Task A_flush_counts_once_also_after_a_restart()
    {
        Assert.True(_state.Apply("m1", 1, Flush(Start, 3), Start));
        Assert.False(_state.Apply("m1", 1, Flush(Start, 3), Start));
        await Restart();

        Assert.False(_state.Apply("m1", 1, Flush(Start, 3), Start));
        Assert.True(_state.Apply("m1", 2, Flush(Start, 4), Start));
        Assert.True(_state.Apply("m2", 1, Flush(Start, 5), Start));

        await Store();
        Assert.Equal(12, await Stored(TimeBuckets.Default.Fine));
        Assert.Equal(12, await Stored(TimeBuckets.Default.Coarse));
    }

    [Fact]
    public async Task Writing_the_same_twice_changes_nothing()
    {
        _state.Apply("m1", 1, Flush(Start, 3), Start);
        var changes = _state.TakeChanges();
        await _store.Claim("cart", "w", [], CancellationToken.None);

        await _store.Write("w", changes, TimeSpan.FromHours(1), CancellationToken.None);
        await _store.Write("w", changes, TimeSpan.FromHours(1), CancellationToken.None);

        Assert.Equal(3, await Stored(TimeBuckets.Default.Fine));
    }

    [Fact]
    public async Task What_comes_late_is_counted_in_the_oldest_step_that_is_held()
    {
        _state.Apply("m1", 1, Flush(Start - TimeSpan.FromHours(3), 3), Start);
        await Store();

        var kept = await _store.Read([new("10s", TimeBuckets.Default.Fine.BucketOf(Start - TimeSpan.FromSeconds(20)))], CancellationToken.None);

        Assert.Equal(3, Requests(kept));
    }

    [Fact]
    public async Task Whatever_the_order_of_flushes_restarts_and_repetitions_each_request_is_counted_once() =>
        await Gen.Select(Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[0, 40], Gen.Bool).Array[1, 40].SampleAsync(async steps =>
        {
            var (store, state, now, expected) = (new MemoryTelemetryStore(TimeProvider.System), new EdgeState("cart", TimeBuckets.Default, 100), Start, 0);
            var sequences = new Dictionary<int, long>();
            foreach (var (member, count, seconds, restarts) in steps)
            {
                now += TimeSpan.FromSeconds(seconds);
                var sequence = sequences[member] = sequences.GetValueOrDefault(member) + 1;
                expected += count;
                state.Apply($"m{member}", sequence, Flush(now, count), now);
                if (restarts) state = await Again(store, state, now);
                state.Apply($"m{member}", sequence, Flush(now, count), now);
            }
            await Again(store, state, now);
            var all = Enumerable.Range(0, 200).Select(i => new BucketName("10s", TimeBuckets.Default.Fine.BucketOf(Start) + (i * 10L))).ToList();

            Assert.Equal(expected, Requests(await store.Read(all, CancellationToken.None)));
        }, iter: 200);

    [Fact]
    public void More_series_than_may_be_are_counted_as_overflow()
    {
        var state = new EdgeState("cart", TimeBuckets.Default, mostSeries: 2);
        var flush = new SeriesSums();
        for (var i = 0; i < 5; i++) flush.Add(Series.Of("cart", source: $"client-{i}"), Series.Requests(1));

        state.Apply("m1", 1, [(Start.ToUnixTimeSeconds(), flush)], Start);

        Assert.Equal(3, state.SeriesCount);
        Assert.Equal(5, state.TakeChanges().Buckets.Where(x => x.Name.Resolution == "10s").SelectMany(x => x.Chunks.Values).Sum(Unpack));
    }

    private async Task Store()
    {
        await _store.Claim("cart", "w", [], CancellationToken.None);
        Assert.True(await _store.Write("w", _state.TakeChanges(), TimeSpan.FromHours(1), CancellationToken.None));
    }

    private async Task Restart()
    {
        await Store();
        _state = new("cart", TimeBuckets.Default, 100);
        _state.Restore(await _store.Claim("cart", "w2", EdgeState.Held(TimeBuckets.Default, Start), CancellationToken.None));
    }

    private static async Task<EdgeState> Again(MemoryTelemetryStore store, EdgeState state, DateTimeOffset now)
    {
        await store.Claim("cart", "w", [], CancellationToken.None);
        await store.Write("w", state.TakeChanges(), TimeSpan.FromHours(1), CancellationToken.None);
        var next = new EdgeState("cart", TimeBuckets.Default, 100);
        next.Restore(await store.Claim("cart", "w", EdgeState.Held(TimeBuckets.Default, now), CancellationToken.None));
        return next;
    }

    private async Task<long> Stored(Resolution resolution) => Requests(await _store.Read([new(resolution.Name, resolution.BucketOf(Start))], CancellationToken.None));

    private static long Requests(IReadOnlyList<StoredEdges> kept) => kept.SelectMany(x => x.Buckets).SelectMany(x => x.Chunks.Values).Sum(Unpack);

    private static long Unpack(byte[] chunk) => SumsChunk.Read(chunk).Values.Sum(x => x.Requests);

    private static IReadOnlyList<(long, SeriesSums)> Flush(DateTimeOffset at, int requests)
    {
        var sums = new SeriesSums();
        sums.Add(Series.Of("cart"), Series.Requests(requests));
        return [(TimeBuckets.Default.Fine.BucketOf(at), sums)];
    }
}
