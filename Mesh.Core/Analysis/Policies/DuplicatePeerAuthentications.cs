using Mesh.Core.Analysis.Workloads;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Policies;

/// <summary>One PeerAuthentication counts for a workload, one for a namespace and one for the mesh; there a selector makes it none at all.</summary>
internal sealed class DuplicatePeerAuthentications() : SelectorConflicts<PeerAuthentication>(ConfigKind.PeerAuthentication, FindingCodes.DuplicatePolicy, FindingCodes.DuplicatePolicy)
{
    public override ValueList<FindingCode> Codes => [FindingCodes.DuplicatePolicy, FindingCodes.IneffectivePolicy];

    protected override string SelectorField => "spec.selector";

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        base.Analyze(input, sink);
        foreach (var config in input.All<PeerAuthentication>(ConfigKind.PeerAuthentication).Where(x => x.Namespace == input.Parts.RootNamespace && Labels(x.Spec) is { Count: > 0 }))
        {
            sink.Add(FindingCodes.IneffectivePolicy, config, "spec.selector", $"a PeerAuthentication of the root namespace {config.Namespace} is for the whole mesh; with a selector it has no impact there", "move it to the namespace of the workloads");
        }
    }

    protected override ValueMap<string>? Labels(PeerAuthentication spec) => spec.Selector?.MatchLabels;
}
