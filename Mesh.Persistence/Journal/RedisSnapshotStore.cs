using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Snapshot;
using StackExchange.Redis;

namespace Mesh.Persistence.Journal;

/// <summary>Akka.Persistence's snapshot store in Redis, with the settings and the keys of Akka.Persistence.Redis. One snapshot a sequence number.</summary>
public sealed class RedisSnapshotStore : SnapshotStore
{
    private readonly RedisClient _redis;
    private readonly SnapshotBytes _bytes = new((ExtendedActorSystem)Context.System);

    public RedisSnapshotStore(Config plugin) => _redis = RedisClient.Of(Context.System, plugin);

    protected override async Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var bytes in Matching(persistenceId, criteria, cancellationToken).ConfigureAwait(false)) return _bytes.Read(bytes);
        }
        catch (SerializationException e)
        {
            throw new SerializationException($"A snapshot of {persistenceId} can not be read: {e.Message}", e);
        }
        return null!;
    }

    protected override async Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        var bytes = _bytes.Write(metadata, snapshot);
        var saved = await _redis.Do(
            (database, keys) =>
            {
                var both = database.CreateTransaction();
                _ = both.SortedSetRemoveRangeByScoreAsync(keys.Snapshots(metadata.PersistenceId), metadata.SequenceNr, metadata.SequenceNr);
                _ = both.SortedSetAddAsync(keys.Snapshots(metadata.PersistenceId), bytes, metadata.SequenceNr);
                return both.ExecuteAsync();
            },
            cancellationToken).ConfigureAwait(false);
        if (!saved) throw new RedisException($"The snapshot {metadata.SequenceNr} of {metadata.PersistenceId} was not stored");
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) => metadata.Timestamp == DateTime.MinValue
        ? _redis.Do((database, keys) => database.SortedSetRemoveRangeByScoreAsync(keys.Snapshots(metadata.PersistenceId), metadata.SequenceNr, metadata.SequenceNr), cancellationToken)
        : DeleteAsync(metadata.PersistenceId, new(metadata.SequenceNr, metadata.Timestamp, metadata.SequenceNr), cancellationToken);

    protected override async Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        await foreach (var bytes in Matching(persistenceId, criteria, cancellationToken).ConfigureAwait(false))
        {
            await _redis.Do((database, keys) => database.SortedSetRemoveAsync(keys.Snapshots(persistenceId), bytes), cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void PostStop()
    {
        base.PostStop();
        _ = _redis.DisposeAsync().AsTask();
    }

    /// <summary>The newest first, one at a time, for each may be large and the first is what is mostly wanted.</summary>
    private async IAsyncEnumerable<byte[]> Matching(string persistenceId, SnapshotSelectionCriteria criteria, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (newest, exclude) = (criteria.MaxSequenceNr == long.MaxValue ? double.PositiveInfinity : criteria.MaxSequenceNr, Exclude.None);
        while (true)
        {
            var (stop, excluded) = (newest, exclude);
            var found = await _redis.Do(
                (database, keys) => database.SortedSetRangeByScoreWithScoresAsync(keys.Snapshots(persistenceId), criteria.MinSequenceNr, stop, excluded, Order.Descending, take: 1),
                cancel).ConfigureAwait(false);
            if (found.Length == 0) yield break;
            var bytes = (byte[])found[0].Element!;
            var metadata = SnapshotBytes.ReadMetadata(bytes);
            if (metadata.Timestamp <= criteria.MaxTimeStamp && (criteria.MinTimestamp is not { } oldest || metadata.Timestamp >= oldest)) yield return bytes;
            (newest, exclude) = (found[0].Score, Exclude.Stop);
        }
    }
}
