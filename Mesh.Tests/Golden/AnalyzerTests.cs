using System.Text.Json;
using System.Text.RegularExpressions;
using Mesh.Commands;
using Mesh.Commands.Validation;
using Mesh.Core.Analysis;
using Mesh.Core.Config.Validation;
using Mesh.Gateway.Files;

namespace Mesh.Tests.Golden;

/// <summary>What istioctl finds in a directory, we find: one row a case of the conformance data.</summary>
public sealed partial class AnalyzerTests
{
    /// <summary>Findings that need nothing but the files, so that istioctl says all that there is to say.</summary>
    private static readonly HashSet<string> Complete =
    [
        "IST0002", "IST0109", "IST0128", "IST0129", "IST0130", "IST0131", "IST0132", "IST0134", "IST0138", "IST0151", "IST0152", "IST0153", "IST0154", "IST0155",
        "IST0157", "IST0160", "IST0163", "IST0164", "IST0165", "IST0175", "IST0176", "IST0177",
    ];

    public static IEnumerable<TheoryDataRow<string>> Cases
    {
        get
        {
            var folder = Path.Combine(ConformanceData.Root, "analyzer");
            return !Directory.Exists(folder)
                ? [new("") { Skip = ConformanceData.Absent }]
                : Directory.EnumerateDirectories(folder).Select(x => Path.GetFileName(x)!).Order(StringComparer.Ordinal).Select(x => new TheoryDataRow<string>(x) { TestDisplayName = x, Label = "" });
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void We_find_what_istioctl_finds(string name)
    {
        var reports = Reports(name);
        var expected = Expected(name);

        var missing = expected.Where(x => !reports.Any(y => Says(y, x))).ToList();
        var invented = All(reports).Where(x => Complete.Contains(x.Code) && !expected.Any(y => y.Code == x.Code && y.Origin == x.Origin)).ToList();

        Assert.True(missing.Count == 0, $"not found:\n{string.Join('\n', missing)}\nbut:\n{string.Join('\n', All(reports))}");
        Assert.True(invented.Count == 0, $"found, but not by istioctl:\n{string.Join('\n', invented)}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_clean_has_no_error(string name)
    {
        if (!name.Contains("clean", StringComparison.Ordinal)) return;

        var errors = All(Reports(name)).Where(x => x.Level == FindingLevel.Error);

        Assert.Empty(errors);
    }

    private static IReadOnlyList<DocumentReport> Reports(string name)
    {
        var folder = Path.Combine(ConformanceData.Root, "analyzer", name);
        var mesh = Path.Combine(folder, "mesh.yaml");
        var loaded = ConfigLoader.Load(new FileConfigOptions([Path.Combine(folder, "config")], File.Exists(mesh) ? mesh : null));
        var analysis = MeshAnalysis.Of(AnalysisInput.OfDocuments(loaded.Readings, loaded.Objects, loaded.Mesh));
        Assert.DoesNotContain(analysis.Findings, x => x.Code == FindingCodes.InternalError);
        return DocumentReport.Of(loaded, analysis.Findings, []);
    }

    private static List<Told> Expected(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(ConformanceData.Root, "analyzer", name, "expected.json")));
        return
        [
            .. json.RootElement.EnumerateArray().Select(x => new Told(
                x.GetProperty("code").GetString()!,
                Enum.Parse<FindingLevel>(x.GetProperty("level").GetString()!),
                x.GetProperty("origin").GetString()!,
                x.GetProperty("message").GetString()!)),
        ];
    }

    private static IEnumerable<Told> All(IEnumerable<DocumentReport> reports) => reports.SelectMany(All);

    private static IEnumerable<Told> All(DocumentReport report) =>
        report.Errors.Concat(report.Warnings).Where(x => x.Code is not null).Select(x => new Told(x.Code!.Id, x.Level, ConfigOptions.Title(report.Document), x.Sentence));

    /// <summary>The same code and level for the same object, and of the same thing: each name that they quote, we quote. Of schemas the words are all ours.</summary>
    private static bool Says(DocumentReport report, Told expected) => All(report).Any(x =>
        x.Code == expected.Code && x.Level == expected.Level && x.Origin == expected.Origin
        && (expected.Code is "IST0106" or "IST0133" || Quoted(expected.Text).All(name => x.Text.Contains(name, StringComparison.Ordinal))));

    private static IEnumerable<string> Quoted(string message) => Quotes().Matches(message).SelectMany(x => x.Groups[1].Value.Split(' '));

    [GeneratedRegex(@"[""\[(]([^""\])]+\.[^""\])]+|[a-z-]+\+[a-z-]+)[""\])]")]
    private static partial Regex Quotes();

    private sealed record Told(string Code, FindingLevel Level, string Origin, string Text)
    {
        public override string ToString() => $"  {Level} {Code} {Origin}: {Text}";
    }
}
