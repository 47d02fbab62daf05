using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Mesh.Persistence.Store;

/// <summary>
/// Starts the store in this process anew when it takes no more writes: after its disk was full it ends every session that writes, for good, though
/// there may be room again. What it had answered is in its files.
/// </summary>
internal sealed partial class EmbeddedKeeper : IAsyncDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly EmbeddedStore _store;
    private readonly RedisConnection _redis;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private Task _mending = Task.CompletedTask;

    public EmbeddedKeeper(EmbeddedStore store, RedisConnection redis, ILogger log, TimeProvider time)
    {
        (_store, _redis, _log, _time) = (store, redis, log, time);
        _redis.Lost += OnLost;
    }

    public async ValueTask DisposeAsync()
    {
        _redis.Lost -= OnLost;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _mending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _store.Dispose();
        _stop.Dispose();
    }

    private void OnLost(string reason)
    {
        lock (_stop)
        {
            if (_mending.IsCompleted && !_stop.IsCancellationRequested) _mending = Task.Run(() => Mend(_stop.Token));
        }
    }

    private async Task Mend(CancellationToken cancel)
    {
        for (var wait = FirstWait; ; wait = wait * 2 > LongestWait ? LongestWait : wait * 2)
        {
            await Task.Delay(wait, _time, cancel).ConfigureAwait(false);
            if (await TakesWrites().ConfigureAwait(false)) return;
            try
            {
                _store.Restart();
                StartedAnew(_log, _store.Path);
            }
            catch (StoreException e)
            {
                StillBroken(_log, e.Reason, wait);
            }
        }
    }

    private async Task<bool> TakesWrites()
    {
        try
        {
            return await _redis.Database.StringSetAsync($"{_redis.KeyPrefix}probe", 1).ConfigureAwait(false);
        }
        catch (RedisException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Started the store in {Path} anew, since it took no more writes; the disk may be full")]
    private static partial void StartedAnew(ILogger log, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store does not start: {Reason}. Tried again after {Wait}")]
    private static partial void StillBroken(ILogger log, string reason, TimeSpan wait);
}
