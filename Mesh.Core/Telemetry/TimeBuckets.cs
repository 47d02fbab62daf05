namespace Mesh.Core.Telemetry;

/// <summary>How finely time is kept, and for how long.</summary>
/// <param name="Name">Part of the store's keys: never changes.</param>
/// <param name="Held">Buckets that may still grow. What is told later of an older one is counted in the oldest of these: late, but counted.</param>
public sealed record Resolution(string Name, TimeSpan Width, TimeSpan Retention, int Held)
{
    /// <summary>Seconds since the epoch at which the bucket of a time begins.</summary>
    public long BucketOf(DateTimeOffset time) => BucketOf(time.ToUnixTimeSeconds());

    public long BucketOf(long unixSeconds) => unixSeconds - (unixSeconds % (long)Width.TotalSeconds);

    /// <summary>Those that begin before <paramref name="to"/>, were it by a part of a second.</summary>
    public IEnumerable<long> Buckets(DateTimeOffset from, DateTimeOffset to)
    {
        for (var bucket = BucketOf(from); DateTimeOffset.FromUnixTimeSeconds(bucket) < to; bucket += (long)Width.TotalSeconds) yield return bucket;
    }
}

/// <summary>The resolutions that sums are kept in, the finest first.</summary>
public sealed record TimeBuckets(Resolution Fine, Resolution Coarse)
{
    public static readonly TimeBuckets Default = Of(TimeSpan.FromHours(1), TimeSpan.FromHours(24));

    public IReadOnlyList<Resolution> All => [Fine, Coarse];

    /// <param name="fine">How long steps of 10 s are kept.</param>
    /// <param name="coarse">How long steps of 5 min are kept.</param>
    public static TimeBuckets Of(TimeSpan fine, TimeSpan coarse) =>
        new(new("10s", TimeSpan.FromSeconds(10), fine, Held: 3), new("5m", TimeSpan.FromMinutes(5), coarse, Held: 2));

    /// <summary>The finest resolution that still has all of a window, and does not need more steps for it than people can tell apart.</summary>
    public Resolution For(DateTimeOffset now, DateTimeOffset from, DateTimeOffset to) =>
        now - from <= Fine.Retention && to - from <= TimeSpan.FromMinutes(30) ? Fine : Coarse;
}
