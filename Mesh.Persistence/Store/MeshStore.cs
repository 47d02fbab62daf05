using Mesh.Core.Values;
using Microsoft.Extensions.Logging;

namespace Mesh.Persistence.Store;

/// <summary>What a member keeps beyond its life: a Redis, or the store in this process, and the one connection to it.</summary>
public sealed partial class MeshStore : IAsyncDisposable
{
    /// <summary>Settings as their errors name them.</summary>
    public const string RedisSetting = "--redis";
    public const string DataSetting = "--data";

    private readonly EmbeddedKeeper? _keeper;

    private MeshStore(RedisConnection redis, EmbeddedStore? embedded, bool isPassing, ILogger log)
    {
        (Redis, IsPassing) = (redis, isPassing);
        _keeper = embedded is null ? null : new(embedded, redis, log, TimeProvider.System);
        Description = embedded is null ? redis.Description : $"this process, in {embedded.Path}{(isPassing ? ", until it ends" : "")}";
    }

    public RedisConnection Redis { get; }

    /// <summary>In an operator's words, without secrets.</summary>
    public string Description { get; }

    /// <summary>Whether it lives in this process, so that other members can not share it.</summary>
    public bool IsEmbedded => _keeper is not null;

    /// <summary>Whether it goes with the process.</summary>
    public bool IsPassing { get; }

    /// <exception cref="StoreException">It can not be opened. A Redis that is away is no reason: it may come.</exception>
    public static async Task<MeshStore> Open(StoreOptions options, ILoggerFactory loggers)
    {
        var log = loggers.CreateLogger<MeshStore>();
        var embedded = options.Redis is null ? StartEmbedded(options, loggers, log, out var isPassing) : Without(out isPassing);
        try
        {
            var redis = embedded is null
                ? await RedisConnection.Open(options.Redis!, RedisSetting, options).ConfigureAwait(false)
                : await RedisConnection.Open(new(embedded.ConfigurationString), DataSetting, options, embedded: true).ConfigureAwait(false);
            redis.Lost += reason => StoreLost(log, redis.Description, reason);
            redis.Found += () => StoreFound(log, redis.Description);
            if (!redis.IsConnected) StoreAway(log, redis.Description);
            return new(redis, embedded, isPassing, log);
        }
        catch
        {
            embedded?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync().ConfigureAwait(false);
        if (_keeper is not null) await _keeper.DisposeAsync().ConfigureAwait(false);
    }

    private static EmbeddedStore? Without(out bool isPassing)
    {
        isPassing = false;
        return null;
    }

    /// <summary>A directory that was asked for is a promise; without one, serving the mesh comes before its memory.</summary>
    private static EmbeddedStore StartEmbedded(StoreOptions options, ILoggerFactory loggers, ILogger log, out bool isPassing)
    {
        isPassing = false;
        if (options.Directory is { } wanted) return EmbeddedStore.Start(DataDirectory.Open(wanted, DataSetting), DataSetting, options.Embedded, loggers);
        try
        {
            return EmbeddedStore.Start(DataDirectory.Open(options.DefaultDirectory, DataSetting), DataSetting, options.Embedded, loggers);
        }
        catch (StoreException e)
        {
            ForgetsAtItsEnd(log, e.Reason);
            isPassing = true;
            return EmbeddedStore.Start(DataDirectory.Passing(), DataSetting, options.Embedded, loggers);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What this member knows goes when it ends, since {Reason}. Name a directory with --data")]
    private static partial void ForgetsAtItsEnd(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away: {Store}. Proxies are served without it; it is tried again all the while")]
    private static partial void StoreAway(ILogger log, string store);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the store, {Store}: {Reason}. Proxies are served without it; it is tried again all the while")]
    private static partial void StoreLost(ILogger log, string store, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store is back: {Store}")]
    private static partial void StoreFound(ILogger log, string store);
}
