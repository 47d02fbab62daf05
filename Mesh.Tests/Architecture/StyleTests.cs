using System.Text.RegularExpressions;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Architecture;

/// <summary>The rules of the house that a program can check.</summary>
public sealed partial class StyleTests
{
    private const int LongestFile = 400;
    private const int MedianFile = 90;

    private static readonly string[] Projects = ["Mesh.Core", "Mesh.Actors", "Mesh.Gateway", "Mesh.Persistence", "Mesh.Host"];

    private static readonly IReadOnlyList<(string Path, string Text)> Sources =
    [
        .. Projects
            .SelectMany(x => Directory.GetFiles(Path.Combine(Repository.Root, x), "*.cs", SearchOption.AllDirectories))
            .Where(x => !x.Contains("/obj/", StringComparison.Ordinal) && !x.Contains("/bin/", StringComparison.Ordinal))
            .Select(x => (Path.GetRelativePath(Repository.Root, x), File.ReadAllText(x))),
    ];

    [Fact]
    public void No_file_is_too_long_to_be_read_at_once() => Assert.Empty(Sources.Where(x => Lines(x.Text) > LongestFile).Select(x => $"{x.Path}: {Lines(x.Text)} lines"));

    [Fact]
    public void Most_files_are_short()
    {
        var sorted = Sources.Select(x => Lines(x.Text)).Order().ToList();

        Assert.True(sorted[sorted.Count / 2] <= MedianFile, $"the median file has {sorted[sorted.Count / 2]} lines");
    }

    [Fact]
    public void Nothing_is_left_to_be_determined() => Assert.Empty(Sources.Where(x => Unfinished().IsMatch(x.Text)).Select(x => x.Path));

    [Fact]
    public void No_file_folds_its_parts_away() => Assert.Empty(Sources.Where(x => x.Text.Contains("#region", StringComparison.Ordinal)).Select(x => x.Path));

    private static int Lines(string text) => text.Count(x => x == '\n');

    [GeneratedRegex(@"\b(TODO|TBD|FIXME|XXX|HACK)\b|NotImplementedException")]
    private static partial Regex Unfinished();
}
