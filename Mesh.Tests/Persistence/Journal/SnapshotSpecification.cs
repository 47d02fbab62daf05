using System.Runtime.Serialization;
using Akka.Persistence;
using StackExchange.Redis;

namespace Mesh.Tests.Persistence.Journal;

/// <summary>What Akka.Persistence expects of a snapshot store, and what we promise beyond it.</summary>
public abstract class SnapshotSpecification(StoreFixture fixture) : PersistenceTestKit(fixture.Store)
{
    private static readonly DateTime Noon = new(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task There_is_none_for_a_new_id() => Assert.Null(await Load(SnapshotSelectionCriteria.Latest));

    [Fact]
    public async Task The_newest_that_matches_is_found()
    {
        await SaveFive();

        Assert.Equal("s5", await Load(SnapshotSelectionCriteria.Latest));
        Assert.Equal("s3", await Load(new(13)));
        Assert.Equal("s2", await Load(new(12, DateTime.MaxValue)));
        Assert.Equal("s2", await Load(new(long.MaxValue, Noon.AddMinutes(2))));
        Assert.Equal("s1", await Load(new(13, Noon.AddMinutes(1))));
        Assert.Equal("s4", await Load(new(14, DateTime.MaxValue, 14)));
        Assert.Equal("s3", await Load(new(13, DateTime.MaxValue, 0, Noon.AddMinutes(3))));
    }

    [Fact]
    public async Task None_is_found_that_does_not_match()
    {
        await SaveFive();

        Assert.Null(await Load(new(10)));
        Assert.Null(await Load(new(long.MaxValue, Noon)));
        Assert.Null(await Load(new(long.MaxValue, DateTime.MaxValue, 16)));
        Assert.Null(await Load(SnapshotSelectionCriteria.None));
    }

    [Fact]
    public async Task One_can_be_deleted_by_its_number()
    {
        await SaveFive();

        await Delete(new SnapshotMetadata(Id, 15, DateTime.MinValue));
        await Delete(new SnapshotMetadata(Id, 13, Noon.AddMinutes(3)));

        Assert.Equal("s4", await Load(SnapshotSelectionCriteria.Latest));
        Assert.Equal("s2", await Load(new(13)));
    }

    [Fact]
    public async Task One_of_another_time_is_not_deleted()
    {
        await SaveFive();

        await Delete(new SnapshotMetadata(Id, 15, Noon));

        Assert.Equal("s5", await Load(SnapshotSelectionCriteria.Latest));
    }

    [Fact]
    public async Task Many_can_be_deleted_by_bounds()
    {
        await SaveFive();

        Snapshots.Tell(new DeleteSnapshots(Id, new(13, Noon.AddMinutes(2))), TestActor);
        await ExpectMsgAsync<DeleteSnapshotsSuccess>(Patience);

        Assert.Equal("s3", await Load(new(13)));
        Assert.Null(await Load(new(12)));
        Assert.Equal(3, await Redis.Database.SortedSetLengthAsync($"test:snapshot:{Id}"));
    }

    [Fact]
    public async Task One_of_the_same_number_takes_the_place_of_the_former()
    {
        await Save(11, "former", Noon);

        await Save(11, "latter", Noon.AddMinutes(1));

        Assert.Equal("latter", await Load(SnapshotSelectionCriteria.Latest));
        Assert.Equal(1, await Redis.Database.SortedSetLengthAsync($"test:snapshot:{Id}"));
    }

    [Fact]
    public async Task A_large_one_comes_back_as_it_was()
    {
        var large = new string('x', 10 << 20);

        await Save(11, large, Noon);

        Assert.Equal(large, await Load(SnapshotSelectionCriteria.Latest));
    }

    [Fact]
    public async Task One_that_may_not_be_stored_is_refused()
    {
        Snapshots.Tell(new SaveSnapshot(new(Id, 11, Noon), new NoManifest()), TestActor);

        Assert.IsType<SerializationException>((await ExpectMsgAsync<SaveSnapshotFailure>(Patience)).Cause);
    }

    [Fact]
    public async Task One_that_is_broken_is_told_and_not_passed_over()
    {
        await Redis.Database.SortedSetAddAsync($"test:snapshot:{Id}", "no snapshot", 11);

        Snapshots.Tell(new LoadSnapshot(Id, SnapshotSelectionCriteria.Latest, long.MaxValue), TestActor);

        Assert.StartsWith($"A snapshot of {Id} can not be read", (await ExpectMsgAsync<LoadSnapshotFailed>(Patience)).Cause.Message, StringComparison.Ordinal);
    }

    private async Task SaveFive()
    {
        for (var i = 1; i <= 5; i++) await Save(10 + i, $"s{i}", Noon.AddMinutes(i));
    }

    private async Task Save(long sequenceNr, object snapshot, DateTime time)
    {
        Snapshots.Tell(new SaveSnapshot(new(Id, sequenceNr, time), snapshot), TestActor);
        await ExpectMsgAsync<SaveSnapshotSuccess>(Patience);
    }

    private async Task<object?> Load(SnapshotSelectionCriteria criteria)
    {
        Snapshots.Tell(new LoadSnapshot(Id, criteria, long.MaxValue), TestActor);
        return (await ExpectMsgAsync<LoadSnapshotResult>(Patience)).Snapshot?.Snapshot;
    }

    private async Task Delete(SnapshotMetadata metadata)
    {
        Snapshots.Tell(new DeleteSnapshot(metadata), TestActor);
        await ExpectMsgAsync<DeleteSnapshotSuccess>(Patience);
    }

    private sealed record NoManifest;
}

public sealed class RedisSnapshotTests(RedisFixture fixture) : SnapshotSpecification(fixture), IClassFixture<RedisFixture>;

public sealed class EmbeddedSnapshotTests(EmbeddedFixture fixture) : SnapshotSpecification(fixture), IClassFixture<EmbeddedFixture>;
