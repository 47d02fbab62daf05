using Akka.Actor;
using Akka.Configuration;
using Mesh.Persistence.Store;
using StackExchange.Redis;

namespace Mesh.Persistence.Journal;

/// <summary>
/// A plugin's way to Redis. What may be done twice is tried again, a few times, while Redis is away, starting or moving; a full disk or memory is
/// told at once, since waiting cures neither.
/// </summary>
internal sealed class RedisClient(ActorSystem system, RedisSettings settings, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How Redis begins the answers that say: not now.</summary>
    private static readonly string[] Passing = ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY"];

    private readonly RedisConnection? _shared = settings.ConfigurationString.Length == 0 ? system.Settings.Setup.Get<RedisSetup>().Select(x => x.Redis).GetOrElse(null!) : null;
    private readonly Breaker _breaker = new(settings.MostFailures, settings.Rest, time);
    private Task<RedisConnection>? _own;

    public static RedisClient Of(ActorSystem system, Config plugin) => new(system, RedisSettings.From(plugin), TimeProvider.System);

    /// <param name="work">Safe to be done twice.</param>
    public async Task<T> Do<T>(Func<IDatabase, RedisKeys, Task<T>> work, CancellationToken cancel)
    {
        _breaker.Check();
        var wait = settings.FirstWait;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var redis = await Connection().ConfigureAwait(false);
                var keys = new RedisKeys(_shared is null ? settings.KeyPrefix : redis.KeyPrefix + settings.KeyPrefix, redis.IsCluster);
                var result = await work(DatabaseOf(redis), keys).WaitAsync(cancel).ConfigureAwait(false);
                _breaker.Succeeded();
                return result;
            }
            catch (Exception e) when (attempt < settings.Attempts && IsPassing(e))
            {
                await Task.Delay(wait, time, cancel).ConfigureAwait(false);
                wait *= 2;
            }
            catch (Exception e) when (IsPassing(e))
            {
                _breaker.Failed();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is null) return;
        var redis = await _own.ConfigureAwait(false);
        await redis.DisposeAsync().ConfigureAwait(false);
    }

    private static bool IsPassing(Exception e) => e switch
    {
        RedisConnectionException or RedisTimeoutException => true,
        RedisServerException server => Passing.Any(x => server.Message.StartsWith(x, StringComparison.Ordinal)),
        _ => false,
    };

    private Task<RedisConnection> Connection()
    {
        if (_shared is not null) return Task.FromResult(_shared);
        if (settings.ConfigurationString.Length == 0)
        {
            throw new InvalidOperationException("No Redis is set up: neither configuration-string of the plugin nor the member's store.");
        }
        return _own ??= RedisConnection.Open(new(settings.ConfigurationString), "configuration-string", settings.ConnectionOptions);
    }

    private IDatabase DatabaseOf(RedisConnection redis) => _shared is not null || redis.IsCluster || settings.UseDatabaseFromConnectionString
        ? redis.Database
        : redis.Multiplexer.GetDatabase(settings.Database);
}
