using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.DestinationRules;

/// <summary>A DestinationRule is for a host that the mesh knows.</summary>
internal sealed class RuleHosts : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.UnknownRuleHost];

    public override ValueList<ConfigKind> Reads => [ConfigKind.DestinationRule, ConfigKind.Service, ConfigKind.ServiceEntry];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<DestinationRule>(ConfigKind.DestinationRule))
        {
            if (config.Spec.Host is not { Length: > 0 } written) continue;
            var host = Hostnames.Resolve(written, config.Namespace);
            if (!input.Hosts.CanTell(host) || input.Hosts.AnyMatches(host)) continue;
            sink.Add(FindingCodes.UnknownRuleHost, config, "spec.host", $"{host} is no service of the mesh, so the rule applies to nothing",
                input.Hosts.Nearest(host) is { } near ? $"did you mean {near}?" : "name a host of a Service or a ServiceEntry");
        }
    }
}
