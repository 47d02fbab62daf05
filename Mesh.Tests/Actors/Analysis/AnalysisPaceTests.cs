using Mesh.Actors.Analysis;

namespace Mesh.Tests.Actors.Analysis;

public sealed class AnalysisPaceTests
{
    private static readonly AnalysisPace Pace = new(Quiet: Seconds(1), Patience: Seconds(10), Share: 0.1);

    [Theory]
    [InlineData(0, 100, 0, 1)]
    [InlineData(9.5, 100, 0, 0.5)]
    [InlineData(12, 100, 0, 0)]
    public void It_waits_for_quiet_and_not_for_ever(double waited, double sinceLast, double took, double expected) =>
        Assert.Equal(Seconds(expected), Pace.Next(Seconds(waited), Seconds(sinceLast), Seconds(took)));

    [Theory]
    [InlineData(0, 0, 1, 9)]
    [InlineData(0, 6, 1, 3)]
    [InlineData(20, 6, 1, 3)]
    public void It_takes_no_more_than_its_share_of_a_processor(double waited, double sinceLast, double took, double expected) =>
        Assert.Equal(Seconds(expected), Pace.Next(Seconds(waited), Seconds(sinceLast), Seconds(took)));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
