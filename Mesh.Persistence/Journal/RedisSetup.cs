using Akka.Actor.Setup;
using Mesh.Persistence.Store;

namespace Mesh.Persistence.Journal;

/// <summary>Hands the member's one connection to the plugins of its actor system. Whoever opened it closes it.</summary>
public sealed class RedisSetup(RedisConnection redis) : Setup
{
    public RedisConnection Redis { get; } = redis;
}
