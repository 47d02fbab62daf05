using Mesh.Core.Analysis;
using Mesh.Core.Config.Validation;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Architecture;

/// <summary>docs/analysis.md is the table of codes, written out. With ACTORMESH_REWRITE_DOCS=1 this writes it.</summary>
public sealed class AnalysisDocsTests
{
    private const string RewriteSwitch = "ACTORMESH_REWRITE_DOCS";

    /// <summary>Codes that the checks of single documents give.</summary>
    private static readonly FindingCode[] OfDocuments = [FindingCodes.SchemaError, FindingCodes.SchemaWarning, FindingCodes.UnreachableRule, FindingCodes.IneffectiveMatch, FindingCodes.InternalError];

    private const string Head =
        """
        # What validate finds

        `actormesh validate` judges each document as Istio judges it, and then looks at the objects beside each other. A running member does the same with its mesh, some moments after
        each change, and tells in its log and on `/debug/configz` what is new. Nothing of this keeps an object from being applied.

        - **IST…** are istioctl's codes: what is written about them elsewhere holds here. Without a cluster istioctl sees no Services, Pods and Secrets; `actormesh validate` reads them from the files.
        - **AM…** are ours.
        - A finding names file, line, object and field, what is wrong, and what to do. `-o json` has them among the `warnings` of their document, with code and level at the end.
        - The exit code is 1 when a document is invalid or a finding is an error, as with `istioctl analyze`. `--no-analysis` leaves findings out, `--suppress "CODE=Kind namespace/name"` some of them.
        - The annotation `galley.istio.io/analyze-suppress: "IST0101,IST0132"` (or `"*"`) on an object silences them for good.
        - What the files do not hold is not missed: without a Service among them no host is called unknown, without a Pod or a template of pods no selector empty, without a Secret no credential missing.

        | code | level | name | what |
        |---|---|---|---|

        """;

    [Fact]
    public void The_page_lists_every_code()
    {
        var file = Path.Combine(Repository.Root, "docs", "analysis.md");
        var expected = Head + string.Concat(FindingCodes.All.Select(x => $"| {x.Id} | {x.Level} | {x.Name} | {x.Summary} |\n"));

        if (Environment.GetEnvironmentVariable(RewriteSwitch) is { Length: > 0 }) File.WriteAllText(file, expected);

        Assert.Equal(expected, File.ReadAllText(file));
    }

    [Fact]
    public void Every_code_is_somebodys_and_every_analyzer_stands_in_the_table()
    {
        var said = Analyzers.All.SelectMany(x => x.Codes).Concat(OfDocuments).ToHashSet();
        var analyzers = typeof(Analyzer).Assembly.GetTypes().Where(x => x.IsSubclassOf(typeof(Analyzer)) && !x.IsAbstract);

        Assert.Empty(FindingCodes.All.Except(said));
        Assert.Empty(said.Except(FindingCodes.All));
        Assert.Equal(analyzers.OrderBy(x => x.Name), Analyzers.All.Select(x => x.GetType()).OrderBy(x => x.Name));
    }
}
