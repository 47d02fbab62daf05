using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Sidecars;

internal sealed class IgnoredEgressProxy : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.Deprecated];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Sidecar];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<Sidecar>(ConfigKind.Sidecar).Where(x => x.Spec.OutboundTrafficPolicy?.EgressProxy is not null))
        {
            sink.Add(FindingCodes.Deprecated, config, "spec.outboundTrafficPolicy.egressProxy", "the OutboundTrafficPolicy's egressProxy is an old setting that may soon be ignored",
                "route to the egress gateway by a ServiceEntry and a VirtualService");
        }
    }
}
