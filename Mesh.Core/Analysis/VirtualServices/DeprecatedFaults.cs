using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.VirtualServices;

/// <summary>The whole-number percent of a delay, which gave way to a percentage.</summary>
internal sealed class DeprecatedFaults : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.Deprecated];

    public override ValueList<ConfigKind> Reads => [ConfigKind.VirtualService];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<VirtualService>(ConfigKind.VirtualService))
        {
            for (var i = 0; i < config.Spec.Http?.Count; i++)
            {
                if (config.Spec.Http[i].Fault?.Delay?.Percent is not (null or 0))
                {
                    sink.Add(FindingCodes.Deprecated, config, $"spec.http[{i}].fault.delay.percent", "fault.delay.percent is an old setting", "use fault.delay.percentage");
                }
            }
        }
    }
}
