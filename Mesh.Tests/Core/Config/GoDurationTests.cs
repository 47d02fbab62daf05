using Mesh.Core.Config.Binding;

namespace Mesh.Tests.Core.Config;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5s", 5_000_000_000)]
    [InlineData("+2s", 2_000_000_000)]
    [InlineData("-500us", -500_000)]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("1.5h", 5_400_000_000_000)]
    [InlineData(".5s", 500_000_000)]
    [InlineData("1m2.25s", 62_250_000_000)]
    [InlineData("3µs", 3_000)]
    [InlineData("7ns", 7)]
    public void Durations_are_spelt_as_in_Go(string text, long nanoseconds) => Assert.Equal(nanoseconds, GoDuration.ParseNanoseconds(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("1d")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1..5s")]
    [InlineData("5 s")]
    [InlineData("--5s")]
    [InlineData("9999999h")]
    public void Anything_else_is_no_duration(string text) => Assert.Null(GoDuration.ParseNanoseconds(text));

    [Fact]
    public void A_duration_too_small_to_hold_is_still_not_zero()
    {
        Assert.Equal(new TimeSpan(1), GoDuration.Parse("7ns"));
        Assert.Equal(new TimeSpan(-1), GoDuration.Parse("-7ns"));
    }
}
