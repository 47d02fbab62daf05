using Mesh.Core.Analysis.Workloads;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Telemetry;

internal sealed class ConflictingTelemetries()
    : SelectorConflicts<TelemetryConfig>(ConfigKind.Telemetry, FindingCodes.SeveralDefaultTelemetries, FindingCodes.ConflictingTelemetries)
{
    protected override string SelectorField => "spec.selector";

    protected override ValueMap<string>? Labels(TelemetryConfig spec) => spec.Selector?.MatchLabels;

    protected override bool IsAttached(TelemetryConfig spec) => spec.TargetRef is not null || spec.TargetRefs is { Count: > 0 };
}
