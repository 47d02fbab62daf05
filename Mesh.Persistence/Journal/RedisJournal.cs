using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using StackExchange.Redis;

namespace Mesh.Persistence.Journal;

/// <summary>
/// Akka.Persistence's journal in Redis, with the settings and the keys of Akka.Persistence.Redis. All that an actor hands over at once is stored
/// at once or not at all, and the highest sequence number never goes back.
/// </summary>
public sealed class RedisJournal : AsyncWriteJournal
{
    private readonly RedisSettings _settings;
    private readonly RedisClient _redis;
    private readonly PersistentBytes _bytes = new((ExtendedActorSystem)Context.System);

    public RedisJournal(Config plugin)
    {
        _settings = RedisSettings.From(plugin);
        _redis = RedisClient.Of(Context.System, plugin);
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) => _redis.Do(
        async (database, keys) =>
        {
            var highest = database.StringGetAsync(keys.HighestSequenceNr(persistenceId));
            var last = database.SortedSetRangeByRankWithScoresAsync(keys.Journal(persistenceId), 0, 0, Order.Descending);
            var stored = await last.ConfigureAwait(false);
            return Math.Max((long)await highest.ConfigureAwait(false), stored.Length > 0 ? (long)stored[0].Score : 0);
        },
        cancellationToken);

    public override async Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        var next = fromSequenceNr;
        for (var left = max; left > 0 && next <= toSequenceNr;)
        {
            var page = await _redis.Do(
                (database, keys) => database.SortedSetRangeByScoreWithScoresAsync(keys.Journal(persistenceId), next, Bound(toSequenceNr), take: Math.Min(left, _settings.ReplayPage)),
                CancellationToken.None).ConfigureAwait(false);
            foreach (var entry in page) recoveryCallback(Read(persistenceId, entry));
            if (page.Length == 0) return;
            left -= page.Length;
            next = (long)page[^1].Score + 1;
        }
    }

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var outcomes = ImmutableList.CreateBuilder<Exception>();
        var writers = new Dictionary<string, List<(long, byte[])>>();
        var now = TimeProvider.System.GetUtcNow().Ticks;
        foreach (var write in messages)
        {
            var refusal = Serialize(write, now, out var events);
            outcomes.Add(refusal!);
            if (refusal is not null) continue;
            if (writers.TryGetValue(write.PersistenceId, out var known)) known.AddRange(events);
            else writers[write.PersistenceId] = events;
        }
        foreach (var (persistenceId, events) in writers) await Write(persistenceId, events, cancellationToken).ConfigureAwait(false);
        return outcomes.ToImmutable();
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) => _redis.Do(
        (database, keys) => database.SortedSetRemoveRangeByScoreAsync(keys.Journal(persistenceId), double.NegativeInfinity, Bound(toSequenceNr)),
        cancellationToken);

    protected override void PostStop()
    {
        base.PostStop();
        _ = _redis.DisposeAsync().AsTask();
    }

    private async Task Write(string persistenceId, List<(long SequenceNr, byte[] Bytes)> events, CancellationToken cancel)
    {
        var inTheWay = await _redis.Do((database, keys) => WriteScript.Run(database, keys, persistenceId, events), cancel).ConfigureAwait(false);
        if (inTheWay > 0) throw new FencedException(persistenceId, events[0].SequenceNr, inTheWay);
    }

    /// <returns>Why these events may not be stored; then none of them is.</returns>
    private Exception? Serialize(AtomicWrite write, long now, out List<(long, byte[])> events)
    {
        events = [];
        try
        {
            foreach (var message in (IImmutableList<IPersistentRepresentation>)write.Payload)
            {
                // Tags are for queries, which are not kept.
                var plain = message.Payload is Tagged tagged ? message.WithPayload(tagged.Payload) : message;
                events.Add((message.SequenceNr, _bytes.Write(plain.WithTimestamp(now))));
            }
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }

    private IPersistentRepresentation Read(string persistenceId, SortedSetEntry entry)
    {
        try
        {
            return _bytes.Read((byte[])entry.Element!);
        }
        catch (SerializationException e)
        {
            throw new SerializationException($"Event {(long)entry.Score} of {persistenceId} can not be read: {e.Message}", e);
        }
    }

    /// <summary>Scores are doubles, and the largest long is none.</summary>
    private static double Bound(long sequenceNr) => sequenceNr == long.MaxValue ? double.PositiveInfinity : sequenceNr;
}
