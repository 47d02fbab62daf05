namespace Mesh.Core.Telemetry;

/// <summary>Counts in the buckets that Istio's proxies have, not cumulative, and in the last place the sum.</summary>
public static class Histogram
{
    /// <summary>Upper bounds, inclusive. One more bucket takes what is above them all.</summary>
    public static readonly IReadOnlyList<double> Bounds =
        [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000];

    private static readonly double[] BoundsArray = [.. Bounds];

    public static int Buckets => BoundsArray.Length + 1;

    public static int Width => Buckets + 1;

    /// <param name="value">In the unit of <see cref="Bounds"/>.</param>
    /// <param name="sum">The same, in the unit that sums are kept in.</param>
    public static void Add(Span<long> sums, double value, long sum)
    {
        var bucket = 0;
        while (bucket < BoundsArray.Length && value > BoundsArray[bucket]) bucket++;
        sums[bucket]++;
        sums[^1] += sum;
    }

    public static long Count(ReadOnlySpan<long> sums)
    {
        var count = 0L;
        foreach (var bucket in sums[..Buckets]) count += bucket;
        return count;
    }

    /// <summary>The value that a share of all lies below, by a straight line inside its bucket, as Prometheus' histogram_quantile has it.</summary>
    /// <param name="share">0 to 1.</param>
    /// <returns>NaN when there is nothing.</returns>
    public static double Quantile(ReadOnlySpan<long> sums, double share)
    {
        var count = Count(sums);
        if (count == 0) return double.NaN;
        var rank = share * count;
        var below = 0L;
        for (var i = 0; i < BoundsArray.Length; i++)
        {
            if (below + sums[i] >= rank && sums[i] > 0)
            {
                var from = i == 0 ? 0 : BoundsArray[i - 1];
                return from + ((BoundsArray[i] - from) * (rank - below) / sums[i]);
            }
            below += sums[i];
        }
        return BoundsArray[^1];
    }
}
