using Mesh.Actors.Telemetry;

namespace Mesh.Tests.Actors.Telemetry;

/// <summary>A store that is away when told so, and that may have stored what it then fails to confirm.</summary>
internal sealed class FailingStore(ITelemetryStore inner) : ITelemetryStore
{
    public volatile bool IsAway;

    /// <summary>Stores, and then says that it failed: the answer was lost.</summary>
    public volatile bool LosesAnswers;

    public Task<StoredEdges> Claim(string entity, string writer, IReadOnlyList<BucketName> buckets, CancellationToken cancel) =>
        IsAway ? Task.FromException<StoredEdges>(new IOException("away")) : inner.Claim(entity, writer, buckets, cancel);

    public async Task<bool> Write(string writer, StoredEdges changes, TimeSpan? keep, CancellationToken cancel)
    {
        if (IsAway) throw new IOException("away");
        var accepted = await inner.Write(writer, changes, keep, cancel);
        return LosesAnswers ? throw new IOException("the answer was lost") : accepted;
    }

    public Task<IReadOnlyList<StoredEdges>> Read(IReadOnlyList<BucketName> buckets, CancellationToken cancel) => inner.Read(buckets, cancel);
}
