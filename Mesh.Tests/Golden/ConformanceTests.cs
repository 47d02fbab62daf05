using System.Text.Json.Nodes;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Golden;

/// <summary>We send a proxy what istiod sends it: one row a proxy of each case of the conformance data.</summary>
public sealed class ConformanceTests
{
    private const int MostDifferences = 12;

    private static readonly Deviations Allowed = Deviations.Read(Path.Combine(Repository.Root, "docs", "deviations.json"));

    public static IEnumerable<TheoryDataRow<string, string>> Istiod => Rows("istiod");

    public static IEnumerable<TheoryDataRow<string, string>> IstiodFilters => Rows("istiod-filters");

    [Theory]
    [MemberData(nameof(Istiod))]
    public void We_send_what_istiod_sends(string caseName, string proxy) => Compare(new("istiod", caseName, proxy));

    [Theory]
    [MemberData(nameof(IstiodFilters))]
    public void We_send_Istio_s_own_filters_as_istiod_does(string caseName, string proxy) => Compare(new("istiod-filters", caseName, proxy));

    [Fact]
    public void Every_pending_name_is_a_row()
    {
        if (!Directory.Exists(ConformanceData.Root)) Assert.Skip(ConformanceData.Absent);
        var rows = ConformanceData.Rows("istiod").Concat(ConformanceData.Rows("istiod-filters")).Select(x => x.Name);

        var strangers = PendingList.Current.Names.Except(rows);

        Assert.Empty(strangers);
    }

    private static void Compare(ConformanceRow row)
    {
        var pending = PendingList.Current.Contains(row.Name);
        var outcome = Outcome(row);

        if (outcome is null && pending && !PendingList.TryRemove(row.Name)) Assert.Fail($"{row.Name} is equal now: remove it from {PendingList.File}");
        if (outcome is not null && !pending) Assert.Fail(outcome);
    }

    /// <returns>null when equal, else what differs, the first lines of it.</returns>
    private static string? Outcome(ConformanceRow row)
    {
        var expected = JsonNode.Parse(File.ReadAllText(row.ExpectedFile))!.AsObject();
        JsonObject actual;
        try
        {
            var proxy = GoldenProxy.Read(Path.Combine(row.Folder, "proxies", $"{row.Proxy}.json"), istioDialect: row.Area == "istiod-filters");
            actual = GoldenGenerator.Generate(Path.Combine(row.Folder, "config"), Path.Combine(row.Folder, "mesh.yaml"), proxy);
        }
        catch (Exception e)
        {
            return $"{row.Name}: {e}";
        }
        var comparison = ConformanceComparer.Compare(expected, actual, Allowed);
        return comparison.IsEqual
            ? null
            : $"{row.Name}: {comparison.Differences.Count} differences, {comparison.Equal} of {comparison.Total} resources equal\n    {string.Join("\n    ", comparison.Differences.Take(MostDifferences))}";
    }

    private static IEnumerable<TheoryDataRow<string, string>> Rows(string area)
    {
        var rows = ConformanceData.Rows(area);
        return rows.Count == 0
            ? [new("", "") { Skip = ConformanceData.Absent }]
            : rows.Select(x => new TheoryDataRow<string, string>(x.Case, x.Proxy) { TestDisplayName = x.Name, Label = "" });
    }
}
