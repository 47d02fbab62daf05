using System.Text.Json.Nodes;

namespace Mesh.Tests.Golden;

/// <summary>What a comparison found. Equal when <see cref="Differences"/> is empty.</summary>
internal sealed record Comparison(IReadOnlyList<string> Differences, int Equal, int Total)
{
    public bool IsEqual => Differences.Count == 0;
}

/// <summary>
/// Compares what we generate for a proxy with what istiod sends it, by the rules of <c>compare.py</c> of the conformance data: both sides are one
/// object of kinds (<c>clusters</c>, <c>routes</c>, …) with an array of resources each; resources are paired by name; order counts only where Envoy gives it a meaning.
/// </summary>
internal static class ConformanceComparer
{
    public static Comparison Compare(JsonObject expected, JsonObject actual, Deviations? deviations = null)
    {
        deviations ??= Deviations.None;
        var differences = new List<string>();
        var (equal, total) = (0, 0);
        foreach (var kind in Keys(expected, actual))
        {
            var (left, right) = (ByName(expected[kind]), ByName(actual[kind]));
            foreach (var name in left.Keys.Union(right.Keys).Order(StringComparer.Ordinal))
            {
                total++;
                var found = Resource($"{kind}/{name.Replace('/', '%')}", left.GetValueOrDefault(name), right.GetValueOrDefault(name), deviations);
                if (found.Count == 0) equal++;
                differences.AddRange(found);
            }
        }
        return new(differences, equal, total);
    }

    private static IReadOnlyList<string> Resource(string path, JsonObject? expected, JsonObject? actual, Deviations deviations)
    {
        if (actual is null) return [$"{path}: missing"];
        if (expected is null) return [$"{path}: not expected"];
        return JsonDifferences.Between(
            deviations.Cut(JsonMeaning.Of(expected), path),
            deviations.Cut(JsonMeaning.Of(actual), path),
            path);
    }

    private static IEnumerable<string> Keys(JsonObject expected, JsonObject actual) =>
        expected.Select(x => x.Key).Union(actual.Select(x => x.Key)).Order(StringComparer.Ordinal);

    /// <summary>Of two resources with one name the last counts.</summary>
    private static Dictionary<string, JsonObject> ByName(JsonNode? resources)
    {
        var byName = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        if (resources is not JsonArray items) return byName;
        for (var i = 0; i < items.Count; i++)
        {
            var resource = items[i]!.AsObject();
            byName[Name(resource) ?? i.ToString()] = resource;
        }
        return byName;
    }

    private static string? Name(JsonObject resource) => ((ReadOnlySpan<string>)["name", "clusterName", "@type"])
        .ToArray()
        .Select(key => resource[key]?.GetValue<string>())
        .FirstOrDefault(text => !string.IsNullOrEmpty(text));
}
