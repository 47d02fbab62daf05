using System.Globalization;

namespace Mesh.Core.Config.Yaml;

/// <summary>Finds the line of a field by its path, so that checks can speak of fields and need no nodes.</summary>
public static class NodeLocator
{
    /// <returns>The line of the field, or of the nearest thing around it that was written.</returns>
    public static int LineOf(ConfigNode root, string path)
    {
        var (node, line) = (root, root.Line);
        foreach (var segment in Segments(path))
        {
            switch (node)
            {
                case MappingNode map when map.Find(segment) is { } entry:
                    (node, line) = (entry.Value, entry.Line);
                    break;
                case SequenceNode list when int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count:
                    node = list.Items[index];
                    line = node.Line;
                    break;
                default:
                    return line;
            }
        }
        return line;
    }

    /// <summary>spec.http[0].match["a.b"] → spec, http, 0, match, a.b</summary>
    private static IEnumerable<string> Segments(string path)
    {
        for (var at = 0; at < path.Length;)
        {
            if (path[at] == '.')
            {
                at++;
            }
            else if (path[at] == '[')
            {
                var quoted = path.AsSpan(at).StartsWith("[\"", StringComparison.Ordinal);
                var end = quoted ? path.IndexOf("\"]", at + 2, StringComparison.Ordinal) : path.IndexOf(']', at);
                if (end < 0) yield break;
                yield return quoted ? path[(at + 2)..end] : path[(at + 1)..end];
                at = end + (quoted ? 2 : 1);
            }
            else
            {
                var end = path.AsSpan(at).IndexOfAny('.', '[');
                yield return end < 0 ? path[at..] : path[at..(at + end)];
                at = end < 0 ? path.Length : at + end;
            }
        }
    }
}
