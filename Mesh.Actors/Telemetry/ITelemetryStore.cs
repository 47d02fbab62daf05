using Mesh.Core.Telemetry;

namespace Mesh.Actors.Telemetry;

/// <summary>A step of time in one resolution.</summary>
/// <param name="Resolution">Its <see cref="Resolution.Name"/>.</param>
/// <param name="Start">Seconds since the epoch.</param>
public readonly record struct BucketName(string Resolution, long Start);

/// <summary>The sums of some series in one step of time: not what was added, but all that there is, so that writing them twice changes nothing.</summary>
/// <param name="Chunks">See <see cref="SumsChunk"/>.</param>
/// <param name="Life">After which the store may forget it; null when that was said before.</param>
public sealed record StoredBucket(BucketName Name, IReadOnlyDictionary<int, byte[]> Chunks, TimeSpan? Life);

/// <summary>What is kept of one entity, or the part of it that changed.</summary>
/// <param name="Series">Packed names of series, by number.</param>
/// <param name="Seen">The last flush of each member that is in the sums.</param>
/// <param name="Forgotten">Series to forget.</param>
public sealed record StoredEdges(
    string Entity,
    IReadOnlyDictionary<int, byte[]> Series,
    IReadOnlyList<StoredBucket> Buckets,
    IReadOnlyDictionary<string, long> Seen,
    IReadOnlyList<int> Forgotten)
{
    public static StoredEdges Nothing(string entity) => new(entity, new Dictionary<int, byte[]>(), [], new Dictionary<string, long>(), []);
}

/// <summary>
/// Keeps the sums of entities. Each entity has one writer, the last one that claimed it; what an earlier one still writes is refused, so that two that
/// take each other for dead can not both count the same flush. Failures are exceptions; the caller tries again.
/// </summary>
public interface ITelemetryStore
{
    /// <summary>Makes a writer the only one, and tells it what is kept.</summary>
    /// <param name="buckets">Those that may still grow.</param>
    Task<StoredEdges> Claim(string entity, string writer, IReadOnlyList<BucketName> buckets, CancellationToken cancel);

    /// <summary>All of it or nothing.</summary>
    /// <param name="keep">For how long names, numbers and the writer are kept from now on; null when that was said not long ago.</param>
    /// <returns>false when another writer has claimed the entity since.</returns>
    Task<bool> Write(string writer, StoredEdges changes, TimeSpan? keep, CancellationToken cancel);

    /// <summary>What is kept of all entities in some steps of time.</summary>
    Task<IReadOnlyList<StoredEdges>> Read(IReadOnlyList<BucketName> buckets, CancellationToken cancel);
}
