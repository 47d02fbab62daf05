using System.Runtime.Serialization;
using Akka.Persistence;
using StackExchange.Redis;

namespace Mesh.Tests.Persistence.Journal;

/// <summary>What Akka.Persistence expects of a journal, and what we promise beyond it.</summary>
public abstract class JournalSpecification(StoreFixture fixture) : PersistenceTestKit(fixture.Store)
{
    private static readonly object[] Five = ["a", "b", "c", "d", "e"];

    [Fact]
    public async Task All_events_are_replayed_in_order()
    {
        await WriteAndWait(1, Five);

        var (events, highest) = await Replay();

        Assert.Equal([(1L, (object)"a"), (2L, "b"), (3L, "c"), (4L, "d"), (5L, "e")], events);
        Assert.Equal(5, highest);
    }

    [Theory]
    [InlineData(3, long.MaxValue, long.MaxValue, "cde")]
    [InlineData(0, 3, long.MaxValue, "abc")]
    [InlineData(0, long.MaxValue, 2, "ab")]
    [InlineData(2, 4, long.MaxValue, "bcd")]
    [InlineData(2, 5, 2, "bc")]
    [InlineData(3, 3, long.MaxValue, "c")]
    [InlineData(3, 3, 0, "")]
    [InlineData(4, 3, long.MaxValue, "")]
    [InlineData(6, long.MaxValue, long.MaxValue, "")]
    public async Task A_replay_keeps_to_its_bounds(long from, long to, long max, string expected)
    {
        await WriteAndWait(1, Five);

        var (events, highest) = await Replay(from, to, max);

        Assert.Equal(expected, string.Concat(events.Select(x => x.Payload)));
        Assert.Equal(5, highest);
    }

    [Fact]
    public async Task A_new_id_has_no_events_and_begins_at_zero()
    {
        var (events, highest) = await Replay();

        Assert.Empty(events);
        Assert.Equal(0, highest);
    }

    [Fact]
    public async Task Deleted_events_are_gone_and_their_numbers_are_not_given_again()
    {
        await WriteAndWait(1, Five);

        await DeleteTo(3);
        Assert.Equal(["d", "e"], (await Replay()).Events.Select(x => x.Payload));
        await DeleteTo(long.MaxValue);

        Assert.Equal((0, 5L), (await Replay() is var (events, highest) ? events.Count : -1, highest));
        Assert.False(await Redis.Database.KeyExistsAsync($"test:journal:persisted:{Id}"));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_deletes_nothing_else()
    {
        await WriteAndWait(1, Five);
        await DeleteTo(2);
        await DeleteTo(2);

        await WriteAndWait(6, "f");

        Assert.Equal(["c", "d", "e", "f"], (await Replay()).Events.Select(x => x.Payload));
    }

    [Fact]
    public async Task An_event_that_may_not_be_stored_is_rejected_and_takes_only_its_own_group_with_it()
    {
        Write(Atomic(1, "writer", "a"), Atomic(2, "writer", "b", new NoManifest()), Atomic(4, "writer", "d"));

        await ExpectMsgAsync<WriteMessagesSuccessful>(Patience);
        Assert.Equal(1, (await ExpectMsgAsync<WriteMessageSuccess>(Patience)).Persistent.SequenceNr);
        Assert.Contains("no serializer with manifests", (await ExpectMsgAsync<WriteMessageRejected>(Patience)).Cause.Message, StringComparison.Ordinal);
        await ExpectMsgAsync<WriteMessageRejected>(Patience);
        Assert.Equal(4, (await ExpectMsgAsync<WriteMessageSuccess>(Patience)).Persistent.SequenceNr);
        Assert.Equal([1L, 4L], (await Replay()).Events.Select(x => x.SequenceNr));
    }

    [Fact]
    public async Task Of_two_writers_the_one_that_lags_is_fenced_off()
    {
        await WriteAndWait(1, "a", "b");
        Write(Atomic(3, "other", "theirs"));
        await ExpectMsgAsync<WriteMessagesSuccessful>(Patience);
        await ExpectMsgAsync<WriteMessageSuccess>(Patience);

        Write(Atomic(3, "writer", "ours", "and more"));

        var failed = await ExpectMsgAsync<WriteMessagesFailed>(Patience);
        Assert.Contains("another writer has reached 3", failed.Cause.Message, StringComparison.Ordinal);
        await ExpectMsgAsync<WriteMessageFailure>(Patience);
        await ExpectMsgAsync<WriteMessageFailure>(Patience);
        Assert.Equal(["a", "b", "theirs"], (await Replay()).Events.Select(x => x.Payload));
    }

    [Fact]
    public async Task A_large_event_comes_back_as_it_was()
    {
        var large = new string('x', 6 << 20);

        await WriteAndWait(1, large, "b");

        Assert.Equal([large, "b"], (await Replay()).Events.Select(x => x.Payload));
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        const int Writers = 40;
        var probes = Enumerable.Range(0, Writers).Select(_ => CreateTestProbe()).ToList();

        for (var i = 0; i < Writers; i++)
        {
            for (var n = 1; n <= 10; n++)
            {
                var e = new Persistent($"{i}/{n}", n, $"{Id}-{i}", "", isDeleted: false, null, "writer");
                Journal.Tell(new WriteMessages([new AtomicWrite([e])], probes[i], 1), probes[i]);
            }
        }

        for (var i = 0; i < Writers; i++)
        {
            for (var n = 1; n <= 10; n++)
            {
                await probes[i].ExpectMsgAsync<WriteMessagesSuccessful>(Patience);
                await probes[i].ExpectMsgAsync<WriteMessageSuccess>(Patience);
            }
            Journal.Tell(new ReplayMessages(0, long.MaxValue, long.MaxValue, $"{Id}-{i}", probes[i]), probes[i]);
            for (var n = 1; n <= 10; n++) Assert.Equal($"{i}/{n}", (await probes[i].ExpectMsgAsync<ReplayedMessage>(Patience)).Persistent.Payload);
            await probes[i].ExpectMsgAsync<RecoverySuccess>(Patience);
        }
    }

    [Fact]
    public async Task Its_keys_are_those_of_the_official_plugin()
    {
        await WriteAndWait(1, "a", "b");

        var events = await Redis.Database.SortedSetRangeByScoreWithScoresAsync($"test:journal:persisted:{Id}");

        Assert.Equal([1.0, 2.0], events.Select(x => x.Score));
        Assert.Equal("2", (string)(await Redis.Database.StringGetAsync($"test:journal:persisted:{Id}:highestSequenceNr"))!);
    }

    [Fact]
    public async Task The_highest_number_survives_the_loss_of_its_key()
    {
        await WriteAndWait(1, "a", "b");

        await Redis.Database.KeyDeleteAsync($"test:journal:persisted:{Id}:highestSequenceNr");

        Assert.Equal(2, (await Replay()).Highest);
    }

    [Fact]
    public async Task An_event_that_names_a_dangerous_serializer_is_not_opened()
    {
        var planted = Akka.Serialization.Serialization.WithTransport(
            (Akka.Actor.ExtendedActorSystem)Sys, () => Sys.Serialization.FindSerializerForType(typeof(IPersistentRepresentation)).ToBinary(Event(1, new NoManifest())));
        await Redis.Database.SortedSetAddAsync($"test:journal:persisted:{Id}", planted, 1);

        var refused = await Assert.ThrowsAsync<SerializationException>(() => Replay());

        Assert.StartsWith($"Event 1 of {Id} can not be read: it names the serializer ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no event at all")]
    public async Task An_event_that_is_broken_is_named(string bytes)
    {
        await WriteAndWait(1, "a");
        await Redis.Database.SortedSetAddAsync($"test:journal:persisted:{Id}", bytes, 2);

        var refused = await Assert.ThrowsAsync<SerializationException>(() => Replay());

        Assert.StartsWith($"Event 2 of {Id} can not be read", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Akka would write it with the name of its .NET type.</summary>
    private sealed record NoManifest;
}

public sealed class RedisJournalTests(RedisFixture fixture) : JournalSpecification(fixture), IClassFixture<RedisFixture>;

public sealed class EmbeddedJournalTests(EmbeddedFixture fixture) : JournalSpecification(fixture), IClassFixture<EmbeddedFixture>;
