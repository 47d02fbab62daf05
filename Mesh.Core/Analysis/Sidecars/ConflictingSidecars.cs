using Mesh.Core.Analysis.Workloads;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Sidecars;

internal sealed class ConflictingSidecars() : SelectorConflicts<Sidecar>(ConfigKind.Sidecar, FindingCodes.SeveralDefaultSidecars, FindingCodes.ConflictingSidecars)
{
    protected override string SelectorField => "spec.workloadSelector";

    protected override ValueMap<string>? Labels(Sidecar spec) => spec.WorkloadSelector?.Labels;
}
