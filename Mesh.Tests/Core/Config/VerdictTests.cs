using System.Text.Json;
using System.Text.RegularExpressions;
using Mesh.Core.Config;

namespace Mesh.Tests.Core.Config;

/// <summary>Whether we take and refuse the documents that Istio takes and refuses.</summary>
public sealed partial class VerdictTests
{
    [Fact]
    public void Each_document_is_judged_as_Istio_judges_it()
    {
        if (!ConformanceFiles.Exist) Assert.Skip("no conformance data here");

        var verdicts = Verdicts().Concat(Validations()).ToArray();

        Assert.True(verdicts.Length > 1000, $"only {verdicts.Length} documents were judged");
        var wrong = verdicts.Where(x => x.Expected != x.Document.Valid).ToArray();
        Assert.Empty(wrong);
    }

    [Fact]
    public void Each_document_that_Istio_warns_of_has_a_warning()
    {
        if (!ConformanceFiles.Exist) Assert.Skip("no conformance data here");

        var warned = Verdicts().Where(x => x is { Expected: true, Warns: true }).ToArray();

        Assert.NotEmpty(warned);
        var silent = warned.Where(x => x.Document.Warnings.Count == 0).ToArray();
        Assert.Empty(silent);
    }

    /// <summary>The API server names the field in its own form: <c>spec.selector.matchLabels[app]</c>, or the map around a missing field.</summary>
    [Fact]
    public void A_refusal_names_the_field_that_the_schema_names()
    {
        if (!ConformanceFiles.Exist) Assert.Skip("no conformance data here");

        var named = Verdicts().Where(x => x.SchemaField is not null).ToArray();

        Assert.True(named.Length > 50, $"only {named.Length} fields were compared");
        var elsewhere = named.Where(x => !x.Document.Errors.Any(error => Names(error.Field, x.SchemaField!))).ToArray();
        Assert.Empty(elsewhere);
    }

    private static bool Names(string ours, string theirs) => Plain(ours).StartsWith(Plain(theirs), StringComparison.Ordinal) || Plain(theirs).StartsWith(Plain(ours), StringComparison.Ordinal);

    private static string Plain(string field) => field.Replace("\"", "", StringComparison.Ordinal).Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    private static IEnumerable<Verdict> Verdicts()
    {
        foreach (var path in ConformanceFiles.Yaml("verdicts"))
        {
            var documents = ConfigReader.Read(path, ConformanceFiles.Text(path));
            using var expected = JsonDocument.Parse(ConformanceFiles.Text(path.Replace(".yaml", ".verdicts.json", StringComparison.Ordinal)));
            var verdicts = expected.RootElement.EnumerateArray().ToArray();
            Assert.Equal(verdicts.Length, documents.Count);
            for (var i = 0; i < verdicts.Length; i++)
            {
                yield return new($"{Path.GetFileNameWithoutExtension(path)} {verdicts[i].GetProperty("name").GetString()}", verdicts[i].GetProperty("valid").GetBoolean(), documents[i], verdicts[i].Clone());
            }
        }
    }

    /// <summary>In the files of refused documents <c>_err</c> tells why; it is no part of the document.</summary>
    private static IEnumerable<Verdict> Validations()
    {
        foreach (var path in ConformanceFiles.Yaml("validation"))
        {
            var documents = ConfigReader.Read(path, ReasonLine().Replace(ConformanceFiles.Text(path), "#$0"));
            for (var i = 0; i < documents.Count; i++)
            {
                yield return new($"{Path.GetFileNameWithoutExtension(path)} {i + 1} {documents[i].Name}", path.EndsWith("-valid.yaml", StringComparison.Ordinal), documents[i], default);
            }
        }
    }

    [GeneratedRegex("^_err:.*$", RegexOptions.Multiline)]
    private static partial Regex ReasonLine();

    [GeneratedRegex(@"^\S+: (?:unknown fields \[)?(spec\.[^\s:\]]+(?:\[[^\s:\]]*\][^\s:\]]*)*)|^unknown fields \[(spec\..*)\]$")]
    private static partial Regex SpecField();

    /// <param name="Istio">What is said of the document; undefined where only the verdict is known.</param>
    private sealed record Verdict(string Id, bool Expected, ReadDocument Document, JsonElement Istio)
    {
        public bool Warns => Istio.ValueKind == JsonValueKind.Object && Istio.TryGetProperty("warnings", out var warnings) && warnings.GetArrayLength() > 0;

        public string? SchemaField => Istio.ValueKind == JsonValueKind.Object && Istio.TryGetProperty("schema", out var schema) && schema.GetArrayLength() > 0
            && SpecField().Match(schema[0].GetString()!) is { Success: true } match
            ? match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value
            : null;

        public override string ToString() =>
            $"{Id} ({Document.File}:{Document.Line}): {(Expected ? "valid" : "refused")}, but we say [{string.Join("; ", Document.Errors)}] and warn of [{string.Join("; ", Document.Warnings)}]; Istio: {Istio}";
    }
}
