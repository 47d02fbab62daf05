using System.Text;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using SlashAction = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.PathWithEscapedSlashesAction;

namespace Mesh.Core.Explain.Matching;

/// <summary>Paths as Envoy takes them apart and normalizes them.</summary>
internal static class Paths
{
    public static string WithoutQuery(string path)
    {
        var end = path.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? path : path[..end];
    }

    /// <summary>The first value of a query parameter, as written; null when there is none.</summary>
    public static string? QueryParameter(string path, string name)
    {
        var start = path.IndexOf('?', StringComparison.Ordinal);
        if (start < 0) return null;
        foreach (var pair in path[(start + 1)..].Split('#')[0].Split('&'))
        {
            var equal = pair.IndexOf('=', StringComparison.Ordinal);
            if ((equal < 0 ? pair : pair[..equal]) == name) return equal < 0 ? "" : pair[(equal + 1)..];
        }
        return null;
    }

    /// <summary>What the connection manager makes of a path before anybody looks at it.</summary>
    public static string Normalize(string path, HttpConnectionManager manager)
    {
        var plain = WithoutQuery(path);
        var rest = path[plain.Length..];
        if (manager.PathWithEscapedSlashesAction is SlashAction.UnescapeAndForward or SlashAction.UnescapeAndRedirect) plain = UnescapeSlashes(plain);
        if (manager.NormalizePath == true) plain = RemoveDotSegments(UnescapeUnreserved(plain));
        if (manager.MergeSlashes) plain = MergeSlashes(plain);
        return plain + rest;
    }

    private static string UnescapeSlashes(string path) => path
        .Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
        .Replace("%5C", "\\", StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 3986, 6.2.2: escapes of characters that need none are undone, others are written in capitals; a backslash is a slash.</summary>
    private static string UnescapeUnreserved(string path)
    {
        var text = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '%' && i + 2 < path.Length && char.IsAsciiHexDigit(path[i + 1]) && char.IsAsciiHexDigit(path[i + 2]))
            {
                var c = (char)Convert.ToByte(path.Substring(i + 1, 2), 16);
                if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~') text.Append(c);
                else text.Append(path.AsSpan(i, 3).ToString().ToUpperInvariant());
                i += 2;
            }
            else text.Append(path[i] == '\\' ? '/' : path[i]);
        }
        return text.ToString();
    }

    /// <summary>RFC 3986, 5.2.4.</summary>
    private static string RemoveDotSegments(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            if (segments[i] == "..")
            {
                if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
                if (last) kept.Add("");
            }
            else if (segments[i] == ".")
            {
                if (last) kept.Add("");
            }
            else kept.Add(segments[i]);
        }
        return "/" + string.Join('/', kept);
    }

    private static string MergeSlashes(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal)) path = path.Replace("//", "/", StringComparison.Ordinal);
        return path;
    }
}
