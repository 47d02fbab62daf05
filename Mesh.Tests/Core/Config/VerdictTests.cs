using System.Text.Json;
using System.Text.RegularExpressions;
using Mesh.Core.Config;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Config;

/// <summary>Whether we take and refuse the documents that Istio takes and refuses.</summary>
public sealed partial class VerdictTests
{
    /// <summary>What does not agree yet, one <c>file name</c> a line. It may only become shorter.</summary>
    private static readonly string PendingFile = Path.Combine(Repository.Root, "Mesh.Tests/Core/Config/pending-verdicts.txt");

    [Fact]
    public void Each_document_is_judged_as_Istio_judges_it()
    {
        if (!ConformanceFiles.Exist) Assert.Skip("no conformance data here");

        var pending = File.ReadAllLines(PendingFile).Where(x => x.Length > 0).ToHashSet(StringComparer.Ordinal);
        var verdicts = Verdicts().Concat(Validations()).ToArray();
        var wrong = verdicts.Where(x => x.Expected != x.Document.Valid).ToDictionary(x => x.Id, x => x.ToString());
        if (Environment.GetEnvironmentVariable("ACTORMESH_PRINT_VERDICTS") is { } path) File.WriteAllLines(path, wrong.Values);

        Assert.True(verdicts.Length > 1000, $"only {verdicts.Length} documents were judged");
        Assert.Empty(wrong.Where(x => !pending.Contains(x.Key)).Select(x => x.Value));
        Assert.Empty(pending.Where(x => !wrong.ContainsKey(x)).Select(x => $"{x} agrees now: take it off the list of pending ones"));
    }

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
                yield return new($"{Path.GetFileNameWithoutExtension(path)} {verdicts[i].GetProperty("name").GetString()}", verdicts[i].GetProperty("valid").GetBoolean(), documents[i], verdicts[i].ToString());
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
                yield return new($"{Path.GetFileNameWithoutExtension(path)} {i + 1} {documents[i].Name}", path.EndsWith("-valid.yaml", StringComparison.Ordinal), documents[i], "");
            }
        }
    }

    [GeneratedRegex("^_err:.*$", RegexOptions.Multiline)]
    private static partial Regex ReasonLine();

    private sealed record Verdict(string Id, bool Expected, ReadDocument Document, string Istio)
    {
        public override string ToString() =>
            $"{Id} ({Document.File}:{Document.Line}): {(Expected ? $"valid, but we say {string.Join("; ", Document.Errors)}" : $"refused, but we take it; Istio says {Istio}")}";
    }
}
