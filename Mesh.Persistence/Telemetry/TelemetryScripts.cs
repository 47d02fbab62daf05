namespace Mesh.Persistence.Telemetry;

/// <summary>What must happen as a whole or not at all. Keys are declared, as Redis Cluster and Garnet want it.</summary>
internal static class TelemetryScripts
{
    /// <summary>KEYS: writer, series, seen, buckets…  ARGV: writer, seconds to keep.  Returns series, seen, buckets… as lists of fields and values.</summary>
    public const string Claim =
        """
        redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
        local found = {}
        for i = 2, #KEYS do found[i - 1] = redis.call('HGETALL', KEYS[i]) end
        return found
        """;

    /// <summary>
    /// KEYS: writer, series, seen, buckets…  ARGV: writer, seconds to keep; then for each of series, seen and the buckets: seconds to keep, number of pairs,
    /// pairs; then the numbers of series to forget. 0 seconds: as said before. Returns 0 when another writer has taken over. A writer that the store has
    /// forgotten is still the writer.
    /// </summary>
    public const string Write =
        """
        local writer = redis.call('GET', KEYS[1])
        if writer and writer ~= ARGV[1] then return 0 end
        if ARGV[2] ~= '0' then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
        local at = 3
        for i = 2, #KEYS do
          local life = ARGV[at]
          local pairs = tonumber(ARGV[at + 1])
          at = at + 2
          for _ = 1, pairs do
            redis.call('HSET', KEYS[i], ARGV[at], ARGV[at + 1])
            at = at + 2
          end
          if life ~= '0' then redis.call('EXPIRE', KEYS[i], life) end
        end
        while at <= #ARGV do
          redis.call('HDEL', KEYS[2], ARGV[at])
          at = at + 1
        end
        return 1
        """;
}
