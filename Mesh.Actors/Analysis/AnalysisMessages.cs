using Akka.Actor;
using Mesh.Core.Analysis;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Actors.Analysis;

/// <summary>All that may be said to an <see cref="AnalysisActor"/>, and all that it says. None of it leaves the member.</summary>
public static class AnalysisMessages
{
    /// <summary>The mesh is this now. Only the last of several counts.</summary>
    public sealed record Analyze(MeshParts Parts) : INoSerializationVerificationNeeded;

    /// <summary>To the actor's parent: all that is found in the mesh now; said only when it is something else than before.</summary>
    public sealed record Analyzed(ValueList<Finding> Findings) : INoSerializationVerificationNeeded;

    internal sealed record Begin : INoSerializationVerificationNeeded
    {
        public static readonly Begin Instance = new();
    }

    internal sealed record Done(MeshAnalysis Analysis, TimeSpan Took) : INoSerializationVerificationNeeded;

    internal sealed record Failed(Exception Cause) : INoSerializationVerificationNeeded;
}
