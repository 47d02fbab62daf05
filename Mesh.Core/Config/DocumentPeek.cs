using Mesh.Core.Config.Yaml;

namespace Mesh.Core.Config;

/// <summary>What a document that cannot be parsed seems to be, by the look of its lines; good enough to name it in a complaint.</summary>
internal sealed record DocumentPeek(int Line, string ApiVersion, string Kind, string Namespace, string Name)
{
    public static DocumentPeek At(YamlChunk chunk)
    {
        var peek = new DocumentPeek(0, "", "", "", "");
        var (line, inMetadata) = (chunk.FirstLine - 1, false);
        foreach (var written in chunk.Text.AsSpan().EnumerateLines())
        {
            line++;
            if (written.IsWhiteSpace() || written[0] == '#' || written is ['-', '-', '-', ..]) continue;
            if (peek.Line == 0) peek = peek with { Line = line };
            if (!char.IsWhiteSpace(written[0])) inMetadata = written.StartsWith("metadata:", StringComparison.Ordinal);
            peek = written[0] switch
            {
                'a' => peek with { ApiVersion = Value(written, "apiVersion:") ?? peek.ApiVersion },
                'k' => peek with { Kind = Value(written, "kind:") ?? peek.Kind },
                ' ' when inMetadata => peek with
                {
                    Name = peek.Name.Length > 0 ? peek.Name : Value(written.TrimStart(), "name:") ?? "",
                    Namespace = peek.Namespace.Length > 0 ? peek.Namespace : Value(written.TrimStart(), "namespace:") ?? "",
                },
                _ => peek,
            };
        }
        return peek.Line == 0 ? peek with { Line = chunk.FirstLine } : peek;
    }

    private static string? Value(ReadOnlySpan<char> line, string key) =>
        line.StartsWith(key, StringComparison.Ordinal) ? line[key.Length..].Trim().Trim("\"'").ToString() : null;
}
