using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Translation.Extensions;

/// <summary>JSON without spaces and with the keys of objects in order, so that equal settings are equal bytes.</summary>
internal static class SortedJson
{
    public static string Of(JsonElement element) => Sorted(element)?.ToJsonString() ?? "null";

    private static JsonNode? Sorted(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(element.EnumerateObject().OrderBy(x => x.Name, StringComparer.Ordinal).Select(x => KeyValuePair.Create(x.Name, Sorted(x.Value)))),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Sorted)]),
        _ => JsonNode.Parse(element.GetRawText()),
    };
}
