using StackExchange.Redis;

namespace Mesh.Persistence.Journal;

/// <summary>
/// Writes events, all or none. A writer whose first number is taken is not the only one of its persistence id, and is refused: that fences off the
/// half of a split cluster that went on alone. The very same write again, as after an answer that was lost, succeeds.
/// </summary>
internal static class WriteScript
{
    /// <summary>KEYS: events, highest number. ARGV: the first number, then by turns a number and an event. Answers 0, or the highest number in the way.</summary>
    private const string Text =
        """
        local first = tonumber(ARGV[1])
        local highest = tonumber(redis.call('GET', KEYS[2]) or '0')
        if highest >= first then
          for i = 2, #ARGV, 2 do
            local held = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[i], ARGV[i])
            if held[1] ~= ARGV[i + 1] then return highest end
          end
          return 0
        end
        for i = 2, #ARGV, 2 do redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1]) end
        redis.call('SET', KEYS[2], ARGV[#ARGV - 1])
        return 0
        """;

    /// <returns>0 when the events are stored; else the highest number, which another writer has reached.</returns>
    public static async Task<long> Run(IDatabase database, RedisKeys keys, string persistenceId, IReadOnlyList<(long SequenceNr, byte[] Bytes)> events)
    {
        var arguments = new RedisValue[1 + (2 * events.Count)];
        arguments[0] = events[0].SequenceNr;
        for (var i = 0; i < events.Count; i++)
        {
            arguments[1 + (2 * i)] = events[i].SequenceNr;
            arguments[2 + (2 * i)] = events[i].Bytes;
        }
        return (long)await database.ScriptEvaluateAsync(Text, [keys.Journal(persistenceId), keys.HighestSequenceNr(persistenceId)], arguments).ConfigureAwait(false);
    }
}
