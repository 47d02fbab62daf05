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

    private MeshAnalysis(AnalysisInput input, IReadOnlyList<Finding>[] parts)
    {
        _input = input;
        _parts = parts;
        Findings = [.. parts.SelectMany(x => x).OrderBy(x => x.Source.File, StringComparer.Ordinal).ThenBy(x => x.Source.Line).ThenBy(x => x.Object, StringComparer.Ordinal)];
    }

    /// <summary>In the order of files and lines.</summary>
    public ValueList<Finding> Findings { get; }

    /// <param name="cancel">A newer input waits; what was found until now is worth nothing.</param>
    public static MeshAnalysis Of(AnalysisInput input, MeshAnalysis? previous = null, CancellationToken cancel = default)
    {
        var parts = new IReadOnlyList<Finding>[Analyzers.All.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var analyzer = Analyzers.All[i];
            parts[i] = previous is not null && input.IsSame(previous._input, [.. analyzer.Reads]) ? previous._parts[i] : Ask(analyzer, input);
        }
        return new(input, parts);
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
