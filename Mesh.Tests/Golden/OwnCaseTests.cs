using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Golden;

/// <summary>
/// Our own cases: each folder beside this file that holds <c>in.yaml</c>, <c>proxy.json</c>, <c>expected.json</c> and perhaps <c>mesh.yaml</c>. A new one needs no code:
/// write the first two, run the tests with ACTORMESH_REWRITE_GOLDEN=1, and read what they wrote before you commit it.
/// </summary>
public sealed class OwnCaseTests
{
    private const string RewriteSwitch = "ACTORMESH_REWRITE_GOLDEN";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 1, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Folder = Path.Combine(Repository.Root, "Mesh.Tests", "Golden");

    public static IEnumerable<TheoryDataRow<string>> Cases => Directory.EnumerateDirectories(Folder)
        .Where(x => File.Exists(Path.Combine(x, "in.yaml")))
        .Select(x => Path.GetFileName(x)!)
        .Order(StringComparer.Ordinal)
        .Select(x => new TheoryDataRow<string>(x) { TestDisplayName = x, Label = "" });

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_proxy_gets_what_its_case_expects(string name)
    {
        var folder = Path.Combine(Folder, name);
        var expectation = Path.Combine(folder, "expected.json");

        var actual = GoldenGenerator.Generate(Path.Combine(folder, "in.yaml"), Path.Combine(folder, "mesh.yaml"), GoldenProxy.Read(Path.Combine(folder, "proxy.json")));

        if (Environment.GetEnvironmentVariable(RewriteSwitch) is { Length: > 0 }) File.WriteAllText(expectation, actual.ToJsonString(Indented) + "\n");
        Assert.True(File.Exists(expectation), $"{expectation} is not there: run this test with {RewriteSwitch}=1 to write it, then read it");
        var comparison = ConformanceComparer.Compare(JsonNode.Parse(File.ReadAllText(expectation))!.AsObject(), actual);
        Assert.True(comparison.IsEqual, string.Join("\n", comparison.Differences));
    }
}
