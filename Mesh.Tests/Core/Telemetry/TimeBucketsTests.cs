using Mesh.Core.Telemetry;

namespace Mesh.Tests.Core.Telemetry;

public sealed class TimeBucketsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 4)]
    [InlineData(999, 4)]
    [InlineData(9_999, 4)]
    [InlineData(10_000, 4)]
    [InlineData(10_001, 5)]
    public void A_window_has_every_step_that_begins_before_its_end(int milliseconds, int steps)
    {
        var found = TimeBuckets.Default.Fine.Buckets(Noon - TimeSpan.FromSeconds(30), Noon + TimeSpan.FromMilliseconds(milliseconds)).ToList();

        Assert.Equal(steps, found.Count);
        Assert.Equal((Noon - TimeSpan.FromSeconds(30)).ToUnixTimeSeconds(), found[0]);
    }
}
