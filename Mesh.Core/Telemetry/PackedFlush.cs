namespace Mesh.Core.Telemetry;

/// <summary>Sums of one service by steps of time, as bytes.</summary>
public static class PackedFlush
{
    private const int Format = 1;

    /// <param name="buckets">Seconds since the epoch at which a step begins, and what was summed in it.</param>
    public static byte[] Write(IReadOnlyList<(long Start, SeriesSums Sums)> buckets)
    {
        var pack = new PackWriter();
        pack.Number(Format);
        pack.Number(buckets.Count);
        foreach (var (start, series) in buckets)
        {
            pack.Number(start);
            pack.Number(series.Count);
            foreach (var (key, sums) in series.All)
            {
                pack.Series(key);
                pack.Sums(sums);
            }
        }
        return pack.ToArray();
    }

    public static IReadOnlyList<(long Start, SeriesSums Sums)> Read(ReadOnlySpan<byte> bytes)
    {
        var pack = new PackReader(bytes);
        if (pack.Number() != Format) throw new FormatException("packed sums of another format");
        var buckets = new List<(long, SeriesSums)>();
        for (var count = pack.Number(); count > 0; count--)
        {
            var start = pack.Number();
            var series = new SeriesSums();
            for (var left = pack.Number(); left > 0; left--) pack.Sums(series.Of(pack.Series()));
            buckets.Add((start, series));
        }
        return buckets;
    }
}
