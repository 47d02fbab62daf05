using Mesh.Core.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Core.Config.Yaml;

/// <summary>A parsed document, or why there is none. <see cref="Errors"/> may name doubled keys of a tree that is there.</summary>
public sealed record YamlTree(ConfigNode? Root, IReadOnlyList<ConfigError> Errors)
{
    /// <summary>Never throws on what a file may hold.</summary>
    public static YamlTree Parse(YamlChunk chunk)
    {
        if (chunk.Text.Length > YamlLimits.DocumentLength)
        {
            return Failed(chunk.FirstLine, $"the document has {chunk.Text.Length} characters; at most {YamlLimits.DocumentLength} are read");
        }
        try
        {
            // JSON may be indented with tabs, YAML may not; inside JSON's own strings a tab is always escaped.
            var text = chunk.Text.AsSpan().TrimStart() is ['{' or '[', ..] ? chunk.Text.Replace('\t', ' ') : chunk.Text;
            var builder = new YamlTreeBuilder(new Parser(new StringReader(text)), chunk.FirstLine - 1);
            return new(builder.Build(), builder.Errors);
        }
        catch (YamlException e)
        {
            return Failed(chunk.FirstLine - 1 + (int)e.Start.Line, $"not YAML: {Reason(e)}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException or FormatException or OverflowException)
        {
            return Failed(chunk.FirstLine, $"not YAML: {e.Message}");
        }
    }

    private static YamlTree Failed(int line, string reason) => new(null, [new ConfigError("", reason, line)]);

    private static string Reason(YamlException e) => (e.InnerException?.Message ?? e.Message).ReplaceLineEndings(" ").TrimEnd('.');
}
