namespace Mesh.Core.Config.Yaml;

/// <summary>One document's text and where it begins.</summary>
/// <param name="FirstLine">1-based line of the text's first line in the file.</param>
public sealed record YamlChunk(string Text, int FirstLine);

/// <summary>
/// Cuts a file into documents at its markers before anything is parsed, so that one that is no YAML leaves its neighbours alone.
/// YAML allows no marker inside a document, not even in a block of text.
/// </summary>
public static class YamlSplitter
{
    /// <returns>The documents that hold anything but comments.</returns>
    public static IReadOnlyList<YamlChunk> Split(string text)
    {
        var chunks = new List<YamlChunk>();
        var at = text.StartsWith('\uFEFF') ? 1 : 0;
        var (chunkStart, chunkLine, hasContent) = (at, 1, false);
        for (var line = 1; at < text.Length; line++)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            var written = text.AsSpan(at, next - at);
            if (IsMarker(written, "---") || IsMarker(written, "..."))
            {
                if (hasContent) chunks.Add(new(text[chunkStart..at], chunkLine));
                var begins = written[0] == '-';
                hasContent = begins && HasContent(written[3..]);
                (chunkStart, chunkLine) = begins ? (at, line) : (next, line + 1);
            }
            else if (written is ['%', ..] && !hasContent)
            {
                (chunkStart, chunkLine) = (next, line + 1);
            }
            else
            {
                hasContent |= HasContent(written);
            }
            at = next;
        }
        if (hasContent) chunks.Add(new(text[chunkStart..], chunkLine));
        return chunks;
    }

    private static bool IsMarker(ReadOnlySpan<char> line, string marker) =>
        line.StartsWith(marker, StringComparison.Ordinal) && (line.Length == 3 || char.IsWhiteSpace(line[3]));

    private static bool HasContent(ReadOnlySpan<char> line)
    {
        var written = line.TrimStart();
        return !written.IsEmpty && written[0] != '#';
    }
}
