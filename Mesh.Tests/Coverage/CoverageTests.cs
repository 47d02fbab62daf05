using Mesh.Tests.Golden;

namespace Mesh.Tests.Coverage;

/// <summary>
/// The table of coverage can not lie: each proof that it names is run again, and a note on a field that a case proves is an error. With
/// ACTORMESH_REWRITE_COVERAGE=1 the table is written anew, which looks for a proof among all cases.
/// </summary>
public sealed class CoverageTests
{
    private const string RewriteSwitch = "ACTORMESH_REWRITE_COVERAGE";

    [Fact]
    public void The_table_says_what_is_so()
    {
        if (!Directory.Exists(ConformanceData.Root)) Assert.Skip(ConformanceData.Absent);
        var cases = CoverageCase.All();
        var rewrite = Environment.GetEnvironmentVariable(RewriteSwitch) is { Length: > 0 };

        var proofs = Proofs(cases, CoverageDocument.ReadProofs(), rewrite);
        var text = CoverageDocument.Write(proofs);

        if (rewrite) File.WriteAllText(CoverageDocument.File, text);
        var (expected, actual) = (text.Split('\n'), (File.Exists(CoverageDocument.File) ? File.ReadAllText(CoverageDocument.File) : "").Split('\n'));
        Assert.True(expected.SequenceEqual(actual), $"docs/coverage.md is not true any more; run this test with {RewriteSwitch}=1, then read what it changed:\n{string.Join("\n", expected.Except(actual).Take(10))}");
    }

    [Fact]
    public void Each_note_is_of_a_field_that_there_is_and_names_a_test_that_there_is()
    {
        var fields = FieldTable.All.SelectMany(x => x.Fields).ToList();

        Assert.Empty(CoverageNote.All.Where(x => !fields.Any(y => x.Field == y.ToString() || x.Field == $"{y.Message}.*")).Select(x => x.Field));
        Assert.Empty(CoverageNote.All.Where(x => x.State is not ("validated" or "ignored" or "tested")).Select(x => x.Field));
        Assert.Empty(CoverageNote.All.Where(x => x.State == "tested" && !IsTest(x.Reason)).Select(x => x.Reason));
    }

    [Fact]
    public void No_note_excuses_what_a_case_proves()
    {
        var proved = CoverageDocument.ReadProofs().Keys.ToHashSet();

        Assert.Empty(CoverageNote.All.Where(x => proved.Contains(x.Field)).Select(x => x.Field));
    }

    /// <summary>Rewriting keeps a proof that still holds, so that the table changes no more than it must.</summary>
    private static Dictionary<Field, string> Proofs(IReadOnlyList<CoverageCase> cases, IReadOnlyDictionary<string, string> named, bool search)
    {
        var proofs = new Dictionary<Field, string>();
        foreach (var item in cases) item.Prepare();
        foreach (var field in FieldTable.All.SelectMany(x => x.Fields))
        {
            var known = named.TryGetValue(field.ToString(), out var name) ? cases.FirstOrDefault(x => x.Name == name) : null;
            if (known?.DependsOn(field) == true) proofs[field] = known.Name;
            else if (search && cases.FirstOrDefault(x => x.DependsOn(field)) is { } found) proofs[field] = found.Name;
        }
        return proofs;
    }

    private static bool IsTest(string name) => name.Split('.') is [var type, var method]
        && typeof(CoverageTests).Assembly.GetTypes().Any(x => x.Name == type && x.GetMethod(method) is not null);
}
