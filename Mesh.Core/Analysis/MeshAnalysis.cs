using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis;

/// <summary>What all analyzers find in one input. The next one asks only those analyzers again whose kinds have changed.</summary>
public sealed class MeshAnalysis
{
    private static readonly ConfigSource Nowhere = new("", 0);

    private readonly AnalysisInput _input;
    private readonly IReadOnlyList<Finding>[] _parts;

    private MeshAnalysis(AnalysisInput input, IReadOnlyList<Finding>[] parts, IReadOnlyList<Analyzer> asked)
    {
        _input = input;
        Asked = asked;
        _parts = parts;
        Findings = [.. parts.SelectMany(x => x).OrderBy(x => x.Source.File, StringComparer.Ordinal).ThenBy(x => x.Source.Line).ThenBy(x => x.Object, StringComparer.Ordinal)];
    }

    /// <summary>In the order of files and lines.</summary>
    public ValueList<Finding> Findings { get; }

    /// <summary>The analyzers that had something new to look at; the others' findings are those of before.</summary>
    public IReadOnlyList<Analyzer> Asked { get; }

    /// <param name="cancel">A newer input waits; what was found until now is worth nothing.</param>
    public static MeshAnalysis Of(AnalysisInput input, MeshAnalysis? previous = null, CancellationToken cancel = default)
    {
        var (parts, asked) = (new IReadOnlyList<Finding>[Analyzers.All.Count], new List<Analyzer>());
        for (var i = 0; i < parts.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var analyzer = Analyzers.All[i];
            if (previous is not null && input.IsSame(previous._input, [.. analyzer.Reads]))
            {
                parts[i] = previous._parts[i];
                continue;
            }
            asked.Add(analyzer);
            parts[i] = Ask(analyzer, input);
        }
        return new(input, parts, asked);
    }

    /// <summary>The input to build the next one's facts on.</summary>
    public AnalysisInput Input => _input;

    private static IReadOnlyList<Finding> Ask(Analyzer analyzer, AnalysisInput input)
    {
        var sink = new FindingSink();
        try
        {
            analyzer.Analyze(input, sink);
            return sink.Findings;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Drafts of refused documents may say anything. One check that stumbles must not cost the others.
            var code = FindingCodes.InternalError;
            return [.. sink.Findings, new(code, code.Level, "Mesh", "", "", Nowhere, "", $"{analyzer} could not finish, which is a fault of ActorMesh: {e.GetType().Name}: {e.Message}", "")];
        }
    }
}
