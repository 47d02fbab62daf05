using Mesh.Core.Explain.Matching;

namespace Mesh.Tests.Core.Explain;

public sealed class Re2PatternTests
{
    [Theory]
    [InlineData("a|ab", "ab")]
    [InlineData("(?i)abc", "aBC")]
    [InlineData(@"\d+", "12")]
    [InlineData(@"[\d.]+", "1.2")]
    [InlineData(@"\Qa.b\E", "a.b")]
    [InlineData("[[:alpha:]-]+", "a-b")]
    [InlineData("(?P<x>a)b", "ab")]
    [InlineData(@"\x{41}", "A")]
    [InlineData("a b#c", "a b#c")]
    [InlineData("..", "é")]
    [InlineData("a$", "a")]
    [InlineData("[]a]+", "a]")]
    public void These_match_as_in_Envoy(string pattern, string text) => Assert.True(Re2Pattern.Of(pattern).IsFullMatch(text));

    [Theory]
    [InlineData("a", "ab")]
    [InlineData("a", "A")]
    [InlineData("a$", "a\n")]
    [InlineData(@"\d", "٣")]
    [InlineData(@"\w+", "é")]
    [InlineData(".", "é")]
    [InlineData("a.c", "a\nc")]
    [InlineData(@"(a)\1", "aa")]
    public void These_do_not(string pattern, string text) => Assert.False(Re2Pattern.Of(pattern).IsFullMatch(text));
}
