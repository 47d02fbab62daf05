using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Policies;

/// <summary>A rule that asks who calls needs callers that say it by mutual TLS. Who comes in plain text is nobody: an ALLOW leaves him out, a DENY lets him pass.</summary>
internal sealed class PeerIdentities : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.PrincipalsWithoutMtls];

    public override ValueList<ConfigKind> Reads =>
        [ConfigKind.AuthorizationPolicy, ConfigKind.PeerAuthentication, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<AuthorizationPolicy>(ConfigKind.AuthorizationPolicy).Where(x => x.Spec is { TargetRef: null, TargetRefs: null or { Count: 0 } }))
        {
            var asked = RuleFields.Of(config.Spec).FirstOrDefault(x => RuleFields.IsPeerIdentity(x.Attribute));
            if (asked.Field is null) continue;
            var modes = Modes(input, config);
            var denies = config.Spec.Action == AuthorizationPolicyAction.Deny;
            if (modes.Contains(MutualTlsMode.Disable))
            {
                sink.Add(FindingCodes.PrincipalsWithoutMtls, config, asked.Field, $"asks who calls, but mutual TLS is off (DISABLE) for what it applies to: nobody ever says so, and the rule never {(denies ? "denies" : "matches")}", "use PERMISSIVE or STRICT there");
            }
            else if (modes.Contains(MutualTlsMode.Permissive))
            {
                sink.Add(FindingCodes.PrincipalsWithoutMtls, denies ? FindingLevel.Warning : FindingLevel.Info, config, asked.Field,
                    $"asks who calls, but plain text is accepted too (PERMISSIVE), where nobody says so: {(denies ? "such callers pass by this DENY" : "such callers never match")}", "use STRICT by a PeerAuthentication");
            }
        }
    }

    private static HashSet<MutualTlsMode> Modes(AnalysisInput input, ConfigObject<AuthorizationPolicy> config)
    {
        var labels = config.Spec.Selector?.MatchLabels;
        var workloads = input.Concerned(config.Namespace, labels).Select(x => (x.Namespace, x.Labels)).Distinct().ToList();
        if (workloads.Count == 0) workloads.Add((config.Namespace, labels ?? ValueMap<string>.Empty));
        return [.. workloads.Select(x => input.Parts.PeerAuthentications.Of(x.Namespace, x.Labels).Mode)];
    }
}
