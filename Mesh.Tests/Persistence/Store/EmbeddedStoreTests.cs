using System.Diagnostics;
using System.Net.NetworkInformation;
using Mesh.Persistence.Store;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Mesh.Tests.Persistence.Store;

/// <summary>The store in this process: what it promises to whoever has no Redis.</summary>
public sealed class EmbeddedStoreTests : IDisposable
{
    private const int ValueSize = 10_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("embedded-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_is_lost_past_its_memory()
    {
        const int Count = 6_000;
        Assert.True((long)Count * ValueSize > 3 * Stores.Small.MemoryBytes);
        await using var store = await Open();

        await InParallel(Count, i => store.Redis.Database.StringSetAsync($"string-{i}", Value(i)));
        await InParallel(Count / 4, i => store.Redis.Database.SortedSetAddAsync($"set-{i / 50}", Value(i), i));

        await InParallel(Count, async i => Assert.Equal(Value(i), (byte[])(await store.Redis.Database.StringGetAsync($"string-{i}"))!));
        await InParallel(Count / 4, async i => Assert.Equal(Value(i), (byte[])(await store.Redis.Database.SortedSetRangeByScoreAsync($"set-{i / 50}", i, i)).Single()!));
    }

    [Fact]
    public async Task Its_files_do_not_grow_with_what_was_overwritten()
    {
        const int Keys = 100;
        const int Rounds = 200;
        Assert.True((long)Keys * Rounds * ValueSize > 5 * Stores.Small.LogLimitBytes);
        await using (var store = await Open())
        {
            for (var round = 0; round < Rounds; round++)
            {
                await InParallel(Keys, i => store.Redis.Database.StringSetAsync($"key-{i}", Value(round + i)));
            }
            // It looks every two seconds.
            await Eventually(() => SizeOf("AOF") <= 2 * Stores.Small.LogLimitBytes);
        }

        await using var again = await Open();
        await InParallel(Keys, async i => Assert.Equal(Value(Rounds - 1 + i), (byte[])(await again.Redis.Database.StringGetAsync($"key-{i}"))!));
    }

    [Fact]
    public async Task It_listens_on_no_port()
    {
        var before = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(x => x.Port is 6379 or 3278).ToHashSet();

        await using var store = await Open();

        Assert.Empty(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(x => x.Port is 6379 or 3278).Except(before));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(_folder.FullName, "state")) & (UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute));
    }

    [Fact]
    public async Task A_directory_is_one_members_alone()
    {
        await using var first = await Open();

        var refused = await Assert.ThrowsAsync<StoreException>(Open);

        Assert.Equal("--data", refused.Setting);
        Assert.Contains($"in use by another member (process {Environment.ProcessId})", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_can_not_be_made_is_told()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");

        var refused = await Assert.ThrowsAsync<StoreException>(() => MeshStore.Open(Stores.In(Path.Combine(file, "state")), NullLoggerFactory.Instance));

        Assert.Contains("can not be made", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_directory_of_the_users_choice_a_passing_one_serves()
    {
        var inUse = Path.Combine(_folder.FullName, "state");
        await using var first = await MeshStore.Open(Stores.In(null, byDefault: inUse), NullLoggerFactory.Instance);

        await using var second = await MeshStore.Open(Stores.In(null, byDefault: inUse), NullLoggerFactory.Instance);

        Assert.False(first.IsPassing);
        Assert.True(second.IsPassing);
        await second.Redis.Database.StringSetAsync("key", "second");
        Assert.True((await first.Redis.Database.StringGetAsync("key")).IsNull);
    }

    [Fact]
    public async Task A_long_path_is_no_hindrance()
    {
        var far = Path.Combine(_folder.FullName, new string('a', 100), new string('b', 100));

        await using var store = await MeshStore.Open(Stores.In(far), NullLoggerFactory.Instance);

        Assert.True(await store.Redis.Database.StringSetAsync("key", "value"));
    }

    private Task<MeshStore> Open() => MeshStore.Open(Stores.In(Path.Combine(_folder.FullName, "state")), NullLoggerFactory.Instance);

    private long SizeOf(string part) => Directory.EnumerateFiles(Path.Combine(_folder.FullName, "state", part)).Sum(x => new FileInfo(x).Length);

    private static byte[] Value(int i)
    {
        var value = new byte[ValueSize];
        new Random(i).NextBytes(value);
        return value;
    }

    private static async Task InParallel(int count, Func<int, Task> work)
    {
        foreach (var batch in Enumerable.Range(0, count).Chunk(200)) await Task.WhenAll(batch.Select(work));
    }

    private static async Task Eventually(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "It did not come to pass.");
            await Task.Delay(100);
        }
    }
}
