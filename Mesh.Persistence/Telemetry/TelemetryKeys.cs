using Mesh.Actors.Telemetry;
using StackExchange.Redis;

namespace Mesh.Persistence.Telemetry;

/// <summary>Every shape of key that telemetry has. All keys of an entity have its name in braces, so that a Redis Cluster keeps them in one slot.</summary>
internal sealed class TelemetryKeys(string prefix)
{
    /// <summary>Sorted set: entities by the second at which they were last known to be alive: at least once in each step of time that has something of them.</summary>
    public RedisKey Index { get; } = $"{prefix}edges";

    /// <summary>String: who may write.</summary>
    public RedisKey Writer(string entity) => $"{prefix}edge:{{{entity}}}:writer";

    /// <summary>Hash: number → name of a series.</summary>
    public RedisKey Series(string entity) => $"{prefix}edge:{{{entity}}}:series";

    /// <summary>Hash: member → number of its last flush that is counted.</summary>
    public RedisKey Seen(string entity) => $"{prefix}edge:{{{entity}}}:seen";

    /// <summary>Hash: number of a chunk of series → their sums in that step of time.</summary>
    public RedisKey Bucket(string entity, BucketName bucket) => $"{prefix}edge:{{{entity}}}:{bucket.Resolution}:{bucket.Start}";
}
