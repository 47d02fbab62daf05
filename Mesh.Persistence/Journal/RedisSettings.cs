using Akka.Configuration;
using Mesh.Persistence.Store;

namespace Mesh.Persistence.Journal;

/// <summary>Settings of akka.persistence.journal.redis and akka.persistence.snapshot-store.redis: those of Akka.Persistence.Redis, and some of ours.</summary>
/// <param name="ConfigurationString">A Redis of its own; empty: the member's store, see <see cref="RedisSetup"/>.</param>
/// <param name="KeyPrefix">Before every key; with the member's store, after the prefix of that.</param>
/// <param name="UseDatabaseFromConnectionString">The database that the configuration string names wins over <paramref name="Database"/>.</param>
/// <param name="Attempts">Of an operation that found Redis away or moving; 1: no second one.</param>
/// <param name="FirstWait">Before the second attempt; doubled before each further one.</param>
/// <param name="MostFailures">Operations that may fail in a row before the next fail at once, for <paramref name="Rest"/>.</param>
/// <param name="ReplayPage">Events, or bytes' worth of them, that are read from Redis at once.</param>
internal sealed record RedisSettings(
    string ConfigurationString,
    string KeyPrefix,
    int Database,
    bool UseDatabaseFromConnectionString,
    int Attempts,
    TimeSpan FirstWait,
    int MostFailures,
    TimeSpan Rest,
    int ReplayPage)
{
    /// <summary>A missing key reads as zero elsewhere; here each has its default.</summary>
    public static RedisSettings From(Config plugin) => new(
        plugin.GetString("configuration-string", ""),
        plugin.GetString("key-prefix", ""),
        plugin.GetInt("database", 0),
        plugin.GetBoolean("use-database-number-from-connection-string", false),
        Math.Max(1, plugin.GetInt("attempts", 4)),
        plugin.GetTimeSpan("first-wait", TimeSpan.FromMilliseconds(100)),
        Math.Max(1, plugin.GetInt("max-failures", 5)),
        plugin.GetTimeSpan("rest", TimeSpan.FromSeconds(2)),
        Math.Max(1, plugin.GetInt("replay-page", 256)));

    /// <summary>For a connection of the plugin's own.</summary>
    public StoreOptions ConnectionOptions => new(new(ConfigurationString), null, "", KeyPrefix, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), EmbeddedOptions.Default);

    /// <summary>The configuration string may hold a password.</summary>
    public override string ToString() => $"Redis, keys {KeyPrefix}*";
}
