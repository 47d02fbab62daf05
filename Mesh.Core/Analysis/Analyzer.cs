using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis;

/// <summary>One question about how objects fit together. Has no state: what it finds depends on its input alone.</summary>
public abstract class Analyzer
{
    /// <summary>What it may say.</summary>
    public abstract ValueList<FindingCode> Codes { get; }

    /// <summary>The kinds that its answer depends on: as long as they and the mesh's settings are the same, it is not asked again.</summary>
    public abstract ValueList<ConfigKind> Reads { get; }

    public abstract void Analyze(AnalysisInput input, FindingSink sink);

    public override string ToString() => GetType().Name;
}
