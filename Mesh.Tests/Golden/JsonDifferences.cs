using System.Text.Json.Nodes;

namespace Mesh.Tests.Golden;

/// <summary>Tells in words, one line each, in what two values (both through <see cref="JsonMeaning"/>) differ.</summary>
internal sealed class JsonDifferences
{
    private const int LongestValue = 160;

    private readonly List<string> _lines = [];

    private JsonDifferences()
    {
    }

    public static IReadOnlyList<string> Between(JsonNode? expected, JsonNode? actual, string path)
    {
        var differences = new JsonDifferences();
        differences.Compare(expected, actual, path);
        return differences._lines;
    }

    /// <summary>What an element of a list is known by: its name, or its place. A slash in a name is written %, since paths use it.</summary>
    public static string Label(JsonNode? element, string place)
    {
        if (element is not JsonObject fields) return place;
        foreach (var key in (ReadOnlySpan<string>)["name", "clusterName", "key"])
        {
            if (fields[key] is JsonValue value && value.TryGetValue<string>(out var text)) return text.Replace('/', '%');
        }
        return place;
    }

    private void Compare(JsonNode? expected, JsonNode? actual, string path)
    {
        if (JsonMeaning.Text(expected) == JsonMeaning.Text(actual)) return;
        if (expected is JsonObject expectedFields && actual is JsonObject actualFields) Fields(expectedFields, actualFields, path);
        else if (expected is JsonArray expectedItems && actual is JsonArray actualItems) Items(expectedItems, actualItems, path);
        else _lines.Add($"{path}: {Short(expected)} expected, is {Short(actual)}");
    }

    private void Fields(JsonObject expected, JsonObject actual, string path)
    {
        foreach (var key in expected.Select(x => x.Key).Union(actual.Select(x => x.Key)).Order(StringComparer.Ordinal))
        {
            if (!actual.ContainsKey(key)) _lines.Add($"{path}/{key}: missing, expected {Short(expected[key])}");
            else if (!expected.ContainsKey(key)) _lines.Add($"{path}/{key}: not expected, is {Short(actual[key])}");
            else Compare(expected[key], actual[key], $"{path}/{key}");
        }
    }

    private void Items(JsonArray expected, JsonArray actual, string path)
    {
        var expectedNames = expected.Select(x => Label(x, "")).ToList();
        var actualNames = actual.Select(x => Label(x, "")).ToList();
        if (AreNames(expectedNames) && AreNames(actualNames)) Named(expected, expectedNames, actual, actualNames, path);
        else Placed(expected, actual, path);
    }

    private static bool AreNames(List<string> labels) => labels.All(x => x.Length > 0) && labels.Distinct().Count() == labels.Count;

    private void Named(JsonArray expected, List<string> expectedNames, JsonArray actual, List<string> actualNames, string path)
    {
        foreach (var name in expectedNames.Except(actualNames)) _lines.Add($"{path}/{name}: missing");
        foreach (var name in actualNames.Except(expectedNames)) _lines.Add($"{path}/{name}: not expected");
        foreach (var name in expectedNames.Intersect(actualNames))
        {
            Compare(expected[expectedNames.IndexOf(name)], actual[actualNames.IndexOf(name)], $"{path}/{name}");
        }

        var reordered = expectedNames.ToHashSet().SetEquals(actualNames) && !expectedNames.SequenceEqual(actualNames);
        if (reordered && !JsonMeaning.IsSet(path[(path.LastIndexOf('/') + 1)..]))
        {
            _lines.Add($"{path}: order [{string.Join(", ", expectedNames)}] expected, is [{string.Join(", ", actualNames)}]");
        }
    }

    private void Placed(JsonArray expected, JsonArray actual, string path)
    {
        if (expected.Count != actual.Count) _lines.Add($"{path}: {expected.Count} expected, are {actual.Count}");
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++) Compare(expected[i], actual[i], $"{path}/{i}");
    }

    private static string Short(JsonNode? value)
    {
        var text = JsonMeaning.Text(value);
        return text.Length < LongestValue ? text : text[..(LongestValue - 3)] + "...";
    }
}
