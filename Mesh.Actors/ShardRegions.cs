using Akka.Actor;
using Akka.Cluster.Sharding;
using Mesh.Actors.Connections;
using Mesh.Actors.Jwks;
using Mesh.Actors.Quotas;
using Mesh.Actors.Services;
using Mesh.Actors.Telemetry;

namespace Mesh.Actors;

/// <summary>The sharded entities, one line each: name, props, how its messages name entity and shard, where its shards live.</summary>
public static class ShardRegions
{
    public const string Service = "service";
    public const string Connection = "connection";
    public const string Jwks = "jwks";
    public const string Edge = "edge";
    public const string Quota = "quota";

    public static IActorRef StartServices(ActorSystem system, int shards) => ClusterSharding.Get(system).Start(
        Service, ServiceActor.Props, ClusterShardingSettings.Create(system), new ByHost(shards));

    public static IActorRef StartEdges(ActorSystem system, EdgeSetup setup, int shards) => ClusterSharding.Get(system).Start(
        Edge, service => EdgeActor.Props(service, setup), ClusterShardingSettings.Create(system), new ByService(shards));

    /// <summary>Connections get their messages directly, so that a region thinks them idle: they are never put to sleep.</summary>
    public static IActorRef StartConnections(ActorSystem system, ConnectionSetup setup) => ClusterSharding.Get(system).Start(
        Connection,
        _ => ConnectionActor.Props(setup),
        ClusterShardingSettings.Create(system).WithPassivateIdleAfter(TimeSpan.Zero),
        new ByMember(),
        new StreamAllocation(),
        PoisonPill.Instance);

    public static IActorRef StartJwks(ActorSystem system, JwksSetup setup) => ClusterSharding.Get(system).Start(
        Jwks, source => JwksActor.Props(source, setup), ClusterShardingSettings.Create(system), new BySource(setup.Shards));

    /// <summary>What a quota knows is in the store, so one that nobody asks is put to sleep.</summary>
    public static IActorRef StartQuotas(ActorSystem system, IQuotaStore store, TimeProvider time, QuotaOptions options, int shards) => ClusterSharding.Get(system).Start(
        Quota, key => QuotaActor.Props(key, store, time, options.WhenUnavailable), ClusterShardingSettings.Create(system), new ByQuota(shards));

    private sealed class BySource(int shards) : HashCodeMessageExtractor(shards)
    {
        public override string? EntityId(object message) => (message as JwksMessages.IForJwks)?.Source;
    }

    private sealed class ByQuota(int shards) : HashCodeMessageExtractor(shards)
    {
        public override string? EntityId(object message) => (message as QuotaMessages.IForQuota)?.Key;
    }

    private sealed class ByHost(int shards) : HashCodeMessageExtractor(shards)
    {
        public override string? EntityId(object message) => (message as ServiceMessages.IForService)?.Host;
    }

    private sealed class ByService(int shards) : HashCodeMessageExtractor(shards)
    {
        public override string? EntityId(object message) => (message as TelemetryMessages.IForEdge)?.Service;
    }

    /// <summary>The shard is the member: entity ids begin with it.</summary>
    private sealed class ByMember : IMessageExtractor
    {
        private const char Separator = '/';

        public string? EntityId(object message) => message is ConnectionMessages.IForConnection x ? $"{x.Member}{Separator}{x.ConnectionId}" : null;

        public object EntityMessage(object message) => message;

        public string? ShardId(object message) => (message as ConnectionMessages.IForConnection)?.Member;

        public string ShardId(string entityId, object? messageHint = null) => entityId[..entityId.IndexOf(Separator)];
    }
}
