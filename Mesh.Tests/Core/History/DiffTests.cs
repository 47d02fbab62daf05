using System.Text.Json;
using CsCheck;
using Mesh.Core.History;

namespace Mesh.Tests.Core.History;

public sealed class DiffTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{"b":[1,2],"a":1}""", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", "a: 1 -> 2")]
    [InlineData("""{"a":{"b":[{"c":1}]}}""", """{"a":{"b":[{"c":2,"d":3}]}}""", "a.b[0].c: 1 -> 2; a.b[0].d:  -> 3")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", "a: [1] -> [1,2]")]
    [InlineData("""{"a":null}""", """{}""", "a: null -> ")]
    public void Fields_that_differ_are_named_by_their_path(string before, string after, string expected)
    {
        var changes = DocumentDiff.Of(JsonDocument.Parse(before).RootElement, JsonDocument.Parse(after).RootElement);

        Assert.Equal(expected, string.Join("; ", changes.Select(x => $"{x.Path}: {x.Before?.GetRawText()} -> {x.After?.GetRawText()}")));
    }

    [Fact]
    public void The_lines_of_a_diff_lead_from_the_one_text_to_the_other() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 12], Gen.Int[0, 3].Array[0, 12]).Sample((a, b) =>
        {
            var (before, after) = (a.Select(x => $"{x}").ToList(), b.Select(x => $"{x}").ToList());
            var lines = LineDiff.Of(before, after);
            if (lines.Any(x => x.Mark == '@')) return true;
            return lines.Where(x => x.Mark != '+').Select(x => x.Text).SequenceEqual(before) && lines.Where(x => x.Mark != '-').Select(x => x.Text).SequenceEqual(after);
        });

    [Fact]
    public void What_is_far_from_a_difference_is_left_out()
    {
        var before = Enumerable.Range(0, 20).Select(x => $"{x}").ToList();
        var after = before.Select(x => x == "10" ? "ten" : x).ToList();

        Assert.Equal("@… 7 8 9 -10 +ten 11 12 13 @…", string.Join(' ', LineDiff.Of(before, after).Select(x => $"{x.Mark}{x.Text}".Trim())));
    }
}
