using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Mesh.Actors.Connections;

/// <summary>
/// A connection lives on the member that holds its stream: its shard is that member, and only that member ever asks for it. Placed by hash instead,
/// each push would cross the wire twice.
/// </summary>
public sealed class StreamAllocation : IShardAllocationStrategy
{
    private static readonly Task<IImmutableSet<string>> Nothing = Task.FromResult<IImmutableSet<string>>(ImmutableHashSet<string>.Empty);

    public Task<IActorRef> AllocateShard(IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations) =>
        Task.FromResult(requester);

    /// <summary>A stream cannot move.</summary>
    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress) => Nothing;
}
