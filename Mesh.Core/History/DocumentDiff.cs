using System.Text.Json;

namespace Mesh.Core.History;

/// <summary>What differs between two documents in what they say; layout, comments and the order of fields are nothing to it.</summary>
public static class DocumentDiff
{
    /// <param name="Path">Such as <c>spec.http[0].route[0].weight</c>.</param>
    /// <param name="Before">null when it was not there.</param>
    /// <param name="After">null when it is not there.</param>
    public sealed record Change(string Path, JsonElement? Before, JsonElement? After);

    public static IReadOnlyList<Change> Of(JsonElement? before, JsonElement? after)
    {
        var changes = new List<Change>();
        Compare("", before, after, changes);
        return changes;
    }

    private static void Compare(string path, JsonElement? before, JsonElement? after, List<Change> changes)
    {
        if (before is { } a && after is { } b)
        {
            if (JsonElement.DeepEquals(a, b)) return;
            if (a.ValueKind == JsonValueKind.Object && b.ValueKind == JsonValueKind.Object)
            {
                foreach (var name in a.EnumerateObject().Concat(b.EnumerateObject()).Select(x => x.Name).Distinct())
                {
                    Compare(path.Length == 0 ? name : $"{path}.{name}", Field(a, name), Field(b, name), changes);
                }
                return;
            }
            if (a.ValueKind == JsonValueKind.Array && b.ValueKind == JsonValueKind.Array && a.GetArrayLength() == b.GetArrayLength())
            {
                for (var i = 0; i < a.GetArrayLength(); i++) Compare($"{path}[{i}]", a[i], b[i], changes);
                return;
            }
        }
        changes.Add(new(path, before, after));
    }

    private static JsonElement? Field(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value : null;
}
