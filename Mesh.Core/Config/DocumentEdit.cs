using System.Text;
using System.Text.RegularExpressions;
using Mesh.Core.Config.Yaml;

namespace Mesh.Core.Config;

/// <summary>Changes one document of a file's text and leaves the others, and the comments around it, as they are.</summary>
public static partial class DocumentEdit
{
    /// <summary>What became of the text.</summary>
    /// <param name="Text">The new one; null when it could not be changed, for <paramref name="Reason"/>.</param>
    /// <param name="LostComments">Comments inside the document that was replaced.</param>
    public sealed record Outcome(string? Text, string? Reason, int LostComments);

    /// <param name="document">What the object says from now on; null to take it away. Ends with a line break.</param>
    public static Outcome Set(string text, ConfigKey key, string? document)
    {
        var at = 0;
        foreach (var chunk in YamlSplitter.Split(text))
        {
            at = text.IndexOf(chunk.Text, at, StringComparison.Ordinal);
            var found = ConfigReader.Read("", chunk.Text);
            if (found.Any(x => x.Key == key))
            {
                if (ListKind().IsMatch(chunk.Text)) return new(null, "it stands in a List beside others there", 0);
                var (before, body, after) = Parts(chunk.Text);
                var replacement = document is null ? "" : before + document + after;
                return new(text[..at] + replacement + text[(at + chunk.Text.Length)..], null, document is null ? 0 : body.Count(IsComment));
            }
            at += chunk.Text.Length;
        }
        return document is null ? new(text, null, 0) : new(Append(text, document), null, 0);
    }

    private static string Append(string text, string document) =>
        string.IsNullOrWhiteSpace(text) ? document : $"{text}{(text.EndsWith('\n') ? "" : "\n")}---\n{document}";

    /// <summary>The marker and comments before the first word, and comments and blank lines after the last, which often belong to what follows.</summary>
    private static (string Before, IReadOnlyList<string> Body, string After) Parts(string chunk)
    {
        var lines = chunk.Split('\n').Select((x, i) => x).ToList();
        if (lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        var first = lines.FindIndex(x => IsContent(x) && !IsBareMarker(x));
        var last = lines.FindLastIndex(x => IsContent(x));
        return (Joined(lines.Take(first)), lines[first..(last + 1)], Joined(lines.Skip(last + 1)));
    }

    private static string Joined(IEnumerable<string> lines) => lines.Aggregate(new StringBuilder(), (to, line) => to.Append(line).Append('\n')).ToString();

    private static bool IsContent(string line) => line.AsSpan().TrimStart() is [not '#', ..];

    private static bool IsBareMarker(string line) => line.StartsWith("---", StringComparison.Ordinal) && !IsContent(line[3..]);

    private static bool IsComment(string line) => line.AsSpan().TrimStart() is ['#', ..] || line.Contains(" #", StringComparison.Ordinal);

    [GeneratedRegex("""^"?kind"?\s*:\s*"?\w*List\b""", RegexOptions.Multiline)]
    private static partial Regex ListKind();
}
