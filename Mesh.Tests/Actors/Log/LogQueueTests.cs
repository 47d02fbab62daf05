using Mesh.Actors.Log;
using Mesh.Core.Config;
using Mesh.Core.History;

namespace Mesh.Tests.Actors.Log;

public sealed class LogQueueTests
{
    private static readonly LogOptions Options = new(
        new(100, 1 << 20, TimeSpan.FromDays(1)), TimeSpan.FromSeconds(5), QueueRevisions: 4, QueueBytes: 1_000, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    [Fact]
    public void What_is_under_way_is_not_handed_out_again()
    {
        var (queue, batch) = Filled(3).Take();

        Assert.Equal([1L, 2L, 3L], batch.Select(x => x.Revision));
        Assert.Empty(queue.Take().Batch);
    }

    [Fact]
    public void What_is_stored_is_gone_and_what_came_meanwhile_waits()
    {
        var queue = Filled(2).Take().Next.With(Revision(3), Options).Stored(2);

        Assert.Equal([3L], queue.Take().Batch.Select(x => x.Revision));
    }

    [Fact]
    public void After_a_failure_the_same_is_handed_out_again() =>
        Assert.Equal([1L, 2L], Filled(2).Take().Next.Failed().Take().Batch.Select(x => x.Revision));

    [Fact]
    public void What_was_stored_after_all_is_not()
    {
        var queue = Filled(3).Take().Next.Failed().Stored(2);

        Assert.Equal([3L], queue.Take().Batch.Select(x => x.Revision));
    }

    [Fact]
    public void Past_its_bounds_what_waits_becomes_one()
    {
        var queue = Filled(2).Take().Next;
        for (var revision = 3; revision <= 100; revision++) queue = queue.With(Revision(revision), Options);

        Assert.InRange(queue.Waiting.Count, 3, 4);
        Assert.Equal([1L, 2L], queue.Waiting.Take(2).Select(x => x.Revision));
        Assert.Equal(100, queue.Waiting[^1].Revision);
    }

    [Fact]
    public void Past_its_bytes_as_well()
    {
        var queue = LogQueue.Empty;
        for (var revision = 1; revision <= 3; revision++) queue = queue.With(Revision(revision, size: 600), Options);

        Assert.Equal(600, Assert.Single(queue.Waiting).Size);
    }

    private static LogQueue Filled(int count) => Enumerable.Range(1, count).Aggregate(LogQueue.Empty, (queue, x) => queue.With(Revision(x), Options));

    private static LoggedRevision Revision(long revision, int size = 1) => new(
        revision,
        DateTimeOffset.UnixEpoch,
        "a test",
        "me",
        [new("VirtualService shop/a", LoggedKind.Changed, LoggedDocument.Known(new byte[size], new ConfigSource("shop.yaml", 1)))]);
}
