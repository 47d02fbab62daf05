using Mesh.Core.Values;
using StackExchange.Redis;

namespace Mesh.Persistence.Store;

/// <summary>
/// This member's one connection to its store. It opens even while the store is away, and comes back by itself; a command that finds it away
/// fails at once instead of waiting in a queue without end.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(200);

    private readonly ConnectionMultiplexer _redis;
    private readonly int _database;

    private RedisConnection(ConnectionMultiplexer redis, string description, int database, string keyPrefix)
    {
        (_redis, _database) = (redis, database);
        (Description, KeyPrefix) = (description, keyPrefix);
        _redis.ConnectionFailed += (_, e) =>
        {
            if (e.ConnectionType == ConnectionType.Interactive) Lost?.Invoke($"{e.FailureType}{(e.Exception is { } cause ? $": {cause.Message}" : "")}");
        };
        _redis.ConnectionRestored += (_, e) =>
        {
            if (e.ConnectionType == ConnectionType.Interactive) Found?.Invoke();
        };
    }

    /// <summary>A node of it went away; the reason. From any thread.</summary>
    public event Action<string>? Lost;

    /// <summary>A node of it is back. From any thread.</summary>
    public event Action? Found;

    /// <summary>Where it is, in an operator's words, without its secrets.</summary>
    public string Description { get; }

    /// <summary>Before every key.</summary>
    public string KeyPrefix { get; }

    public bool IsConnected => _redis.IsConnected;

    /// <summary>A command on several keys must find them in one slot.</summary>
    public bool IsCluster => _redis.GetServers().Any(x => x.ServerType == ServerType.Cluster);

    public IDatabase Database => _redis.GetDatabase(IsCluster ? 0 : _database);

    public IConnectionMultiplexer Multiplexer => _redis;

    /// <exception cref="StoreException">The text is no configuration of StackExchange.Redis.</exception>
    public static async Task<RedisConnection> Open(SecretText configuration, string setting, StoreOptions options, bool embedded = false)
    {
        var parsed = Parse(configuration, setting, options);
        if (embedded) parsed.CommandMap = CommandMap.Create(["SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUNSUBSCRIBE"], available: false);
        var redis = await ConnectionMultiplexer.ConnectAsync(parsed).ConfigureAwait(false);
        return new(redis, Describe(parsed), parsed.DefaultDatabase ?? 0, options.KeyPrefix);
    }

    public async ValueTask DisposeAsync() => await _redis.DisposeAsync().ConfigureAwait(false);

    public override string ToString() => Description;

    /// <summary>The operator's own words win over ours, where they speak of the same.</summary>
    private static ConfigurationOptions Parse(SecretText configuration, string setting, StoreOptions options)
    {
        ConfigurationOptions parsed;
        try
        {
            parsed = ConfigurationOptions.Parse(configuration.Value);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // The message may quote the text, and the text may hold a password.
            throw new StoreException(setting, "must be a connection string of StackExchange.Redis, for example redis-0:6379,redis-1:6379,ssl=true,password=…; it is not shown here, for what it may hold");
        }
        if (parsed.EndPoints.Count == 0) throw new StoreException(setting, "names no server; for example redis:6379, or !/run/redis.sock for a Unix socket");
        parsed.ClientName ??= "actormesh";
        parsed.AbortOnConnectFail = false;
        parsed.BacklogPolicy = BacklogPolicy.FailFast;
        parsed.ReconnectRetryPolicy = new ExponentialRetry((int)FirstBackOff.TotalMilliseconds, (int)options.LongestBackOff.TotalMilliseconds);
        if (!Says(configuration, "connectTimeout")) parsed.ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds;
        if (!Says(configuration, "asyncTimeout")) parsed.AsyncTimeout = (int)options.CommandTimeout.TotalMilliseconds;
        if (!Says(configuration, "syncTimeout")) parsed.SyncTimeout = (int)options.CommandTimeout.TotalMilliseconds;
        if (!Says(configuration, "connectRetry")) parsed.ConnectRetry = 1;
        return parsed;
    }

    private static bool Says(SecretText configuration, string option) =>
        configuration.Value.Split(',').Any(x => x.AsSpan().TrimStart().StartsWith($"{option}=", StringComparison.OrdinalIgnoreCase));

    private static string Describe(ConfigurationOptions parsed)
    {
        var servers = string.Join(", ", parsed.EndPoints.Select(x => x.ToString()));
        var parts = new List<string> { parsed.ServiceName is { Length: > 0 } master ? $"Redis \"{master}\" by Sentinels {servers}" : $"Redis {servers}" };
        if (parsed.Ssl) parts.Add("TLS");
        if (parsed.User is { Length: > 0 } user) parts.Add($"user {user}");
        if (parsed.Password is { Length: > 0 }) parts.Add("password [redacted]");
        if (parsed.DefaultDatabase is { } database) parts.Add($"database {database}");
        return string.Join(", ", parts);
    }
}
