using System.Text.Json;

namespace Mesh.Core.Config.Yaml;

/// <summary>JSON as the nodes that binders read, without a detour over YAML.</summary>
internal static class JsonNodes
{
    /// <param name="line">That the whole is said to stand in.</param>
    public static ConfigNode Of(JsonElement json, int line) => json.ValueKind switch
    {
        JsonValueKind.Object => new MappingNode(line, [.. json.EnumerateObject().Select(x => new MappingEntry(x.Name, line, Of(x.Value, line)))]),
        JsonValueKind.Array => new SequenceNode(line, [.. json.EnumerateArray().Select(x => Of(x, line))]),
        JsonValueKind.String => new ScalarNode(line, json.GetString()!, ScalarKind.Text),
        JsonValueKind.Number => Number(json.GetRawText(), line),
        JsonValueKind.True => new ScalarNode(line, "true", ScalarKind.Bool),
        JsonValueKind.False => new ScalarNode(line, "false", ScalarKind.Bool),
        _ => new ScalarNode(line, "null", ScalarKind.Null),
    };

    private static ScalarNode Number(string text, int line) =>
        new(line, text, text.AsSpan().ContainsAny('.', 'e', 'E') ? ScalarKind.Float : ScalarKind.Integer);
}
