using System.Diagnostics;
using Akka.Persistence;
using Mesh.Persistence.Store;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Mesh.Tests.Persistence.Journal;

/// <summary>What becomes of events when Redis is killed, full, slow or away.</summary>
public sealed class JournalFailureTests
{
    private const string Impatient = "akka.persistence.journal.redis { rest = 100ms, circuit-breaker { max-failures = 1000000, call-timeout = 30s } }";

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_in_mid_write()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using var kit = new Kit(store, Impatient);
        var acknowledged = 0L;

        for (var round = 1; round <= 3; round++)
        {
            var writing = Task.Run(async () =>
            {
                while (await kit.TryWrite(acknowledged + 1, $"event {acknowledged + 1}", "and its other half")) acknowledged += 2;
            });
            var goal = acknowledged + (40 * round);
            while (Volatile.Read(ref acknowledged) < goal) await Task.Delay(1);
            await server.Kill();
            await writing;
            await server.Start();
            await Eventually(() => store.Redis.IsConnected);

            var (events, highest) = await kit.ReplayAll();
            // The one write under way may have been stored, whole, though its answer was lost.
            Assert.InRange(highest, acknowledged, acknowledged + 2);
            Assert.Equal(highest, events.Count);
            Assert.Equal(0, highest % 2);
            Assert.Equal(Enumerable.Range(1, (int)highest).Select(x => (long)x), events.Select(x => x.SequenceNr));
            acknowledged = highest;
        }
    }

    [Fact]
    public async Task A_write_while_redis_is_away_fails_soon_and_the_next_one_after_its_return_does_not()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using var kit = new Kit(store, Impatient);
        await kit.MustWrite(1, "a");

        await server.Kill();
        var clock = Stopwatch.StartNew();
        var failure = await kit.FailToWrite(2, "b");
        Assert.IsAssignableFrom<RedisException>(failure);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed} to say so.");

        await server.Start();
        await Eventually(() => store.Redis.IsConnected);
        await kit.MustWrite(2, "b");
        Assert.Equal(["a", "b"], (await kit.ReplayAll()).Events.Select(x => x.Payload));
    }

    [Fact]
    public async Task A_short_absence_is_waited_out()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using var kit = new Kit(store, Impatient + "\nakka.persistence.journal.redis { attempts = 10, first-wait = 100ms }");
        await kit.MustWrite(1, "a");

        await server.Kill();
        var writing = kit.TryWrite(2, "b");
        await server.Start();

        Assert.True(await writing);
        Assert.Equal(["a", "b"], (await kit.ReplayAll()).Events.Select(x => x.Payload));
    }

    [Fact]
    public async Task A_full_memory_is_told_and_nothing_of_the_write_is_kept()
    {
        await using var server = await RedisServer.Start("--maxmemory", "3mb", "--maxmemory-policy", "noeviction");
        await using var store = await Open(server);
        using var kit = new Kit(store, Impatient);
        await kit.MustWrite(1, "a");

        var failure = await FillUp(kit);

        Assert.StartsWith("OOM", Assert.IsType<RedisServerException>(failure.Cause).Message, StringComparison.Ordinal);
        Assert.Equal(failure.SequenceNr - 1, (await kit.ReplayAll()).Highest);
        await kit.Delete(failure.SequenceNr - 1);
        await kit.MustWrite(failure.SequenceNr, "there is room again");
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_was_acknowledged_is_kept()
    {
        await using var disk = await SmallDisk.Mount(megabytes: 8);
        await using var server = await RedisServer.StartIn(disk.Path, "--auto-aof-rewrite-percentage", "0");
        await using var store = await Open(server);
        using var kit = new Kit(store, Impatient);
        await kit.MustWrite(1, "a");

        // A redis-server that must have every write on disk ends itself when it can not; with appendfsync everysec it answers MISCONF.
        var failure = await FillUp(kit);
        Assert.IsAssignableFrom<RedisException>(failure.Cause);
        await server.Kill();
        disk.MakeRoom();
        await server.Start();
        await Eventually(() => store.Redis.IsConnected);

        Assert.InRange((await kit.ReplayAll()).Highest, failure.SequenceNr - 1, failure.SequenceNr);
    }

    [Fact]
    public async Task A_slow_answer_makes_no_second_event()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server, commandTimeout: TimeSpan.FromSeconds(1));
        using var kit = new Kit(store, Impatient);
        await kit.MustWrite(1, "a");

        await store.Redis.Database.ExecuteAsync("CLIENT", "PAUSE", 2_500, "WRITE");
        await kit.MustWrite(2, "b");

        await kit.MustWrite(3, "c");
        Assert.Equal(["a", "b", "c"], (await kit.ReplayAll()).Events.Select(x => x.Payload));
    }

    [Fact]
    public async Task A_full_disk_under_the_store_in_this_process_is_told_and_once_there_is_room_it_goes_on()
    {
        await using var disk = await SmallDisk.Mount(megabytes: 24);
        var options = Stores.In(disk.Path) with { CommandTimeout = TimeSpan.FromSeconds(2) };
        long failedAt;
        await using (var store = await MeshStore.Open(options, NullLoggerFactory.Instance))
        {
            using var kit = new Kit(store, Impatient) { Id = "same" };
            await kit.MustWrite(1, "a");

            var failure = await FillUp(kit);

            Assert.IsAssignableFrom<RedisException>(failure.Cause);
            failedAt = failure.SequenceNr;
            disk.MakeRoom();
            await Eventually(async () => await kit.Attempt(failedAt, "there is room again") is null);
        }
        await using var again = await MeshStore.Open(options, NullLoggerFactory.Instance);
        using var reader = new Kit(again, Impatient) { Id = "same" };
        var (events, highest) = await reader.ReplayAll();
        Assert.Equal(failedAt, highest);
        Assert.Equal(failedAt, events.Count);
    }

    private static async Task<(Exception Cause, long SequenceNr)> FillUp(Kit kit)
    {
        for (var next = 2L; next < 2_000; next++)
        {
            if (await kit.Attempt(next, $"{next}{new string('x', 100_000)}") is { } failure) return (failure, next);
        }
        throw new InvalidOperationException("It took everything.");
    }

    private static Task<MeshStore> Open(RedisServer server, TimeSpan? commandTimeout = null) =>
        MeshStore.Open(Stores.At($"{server.Configuration},allowAdmin=true") with { CommandTimeout = commandTimeout ?? TimeSpan.FromSeconds(5) }, NullLoggerFactory.Instance);

    private static Task Eventually(Func<bool> condition) => Eventually(() => Task.FromResult(condition()));

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "It did not come to pass.");
            await Task.Delay(10);
        }
    }

    private sealed class Kit(MeshStore store, string config) : PersistenceTestKit(store, config)
    {
        public new string Id { init => base.Id = value; }

        public async Task<bool> TryWrite(long first, params object[] payloads) => await Attempt(first, payloads) is null;

        public async Task MustWrite(long first, params object[] payloads) => Assert.Null(await Attempt(first, payloads));

        public async Task<Exception> FailToWrite(long first, params object[] payloads) => await Attempt(first, payloads) ?? throw new InvalidOperationException("It was written.");

        public async Task<Exception?> Attempt(long first, params object[] payloads)
        {
            Write(Atomic(first, "writer", payloads));
            var outcome = await ReceiveOneAsync(TimeSpan.FromSeconds(30));
            foreach (var _ in payloads) await ReceiveOneAsync(Patience);
            return outcome is WriteMessagesFailed failed ? failed.Cause : null;
        }

        public Task<(IReadOnlyList<(long SequenceNr, object Payload)> Events, long Highest)> ReplayAll() => Replay();

        public Task Delete(long to) => DeleteTo(to);
    }
}
