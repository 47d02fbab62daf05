namespace Mesh.Core.Quotas;

/// <summary>How much may be used in how long.</summary>
/// <param name="Max">Tokens in a window. At least 0.</param>
/// <param name="Window">Greater than zero.</param>
/// <param name="Bucket">Of a rolling window: what it moves by; between a thousandth of the window and all of it.</param>
public sealed record QuotaLimit(long Max, TimeSpan Window, QuotaAlgorithm Algorithm, TimeSpan Bucket)
{
    /// <summary>A rolling window moves in this many steps unless it is told otherwise.</summary>
    private const int DefaultSteps = 10;

    private const int MaxSteps = 1000;

    public static QuotaLimit Fixed(long max, TimeSpan window) => new(max, window, QuotaAlgorithm.FixedWindow, window);

    public static QuotaLimit Rolling(long max, TimeSpan window, TimeSpan? bucket = null)
    {
        var step = bucket is { } asked && asked > TimeSpan.Zero ? asked : window / DefaultSteps;
        return new(max, window, QuotaAlgorithm.RollingWindow, TimeSpan.FromTicks(Math.Clamp(step.Ticks, Math.Max(1, window.Ticks / MaxSteps), window.Ticks)));
    }

    /// <summary>The number of the bucket that a moment lies in, counted from the epoch, so that all members agree on it.</summary>
    public long BucketAt(DateTimeOffset now) => now.UtcTicks / Bucket.Ticks;

    /// <summary>Buckets that count together. A rolling window has one more than fits: the oldest counts until all of it has left.</summary>
    public int Buckets => Algorithm == QuotaAlgorithm.FixedWindow ? 1 : (int)((Window.Ticks + Bucket.Ticks - 1) / Bucket.Ticks) + 1;

    /// <summary>When the bucket that a moment lies in ends.</summary>
    public DateTimeOffset BucketEnd(DateTimeOffset now) => new((BucketAt(now) + 1) * Bucket.Ticks, TimeSpan.Zero);
}

/// <summary>As Mixer's redisquota names them.</summary>
public enum QuotaAlgorithm
{
    FixedWindow,
    RollingWindow,
}
