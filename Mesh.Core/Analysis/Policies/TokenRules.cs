using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Policies;

/// <summary>A rule that asks for a token needs a RequestAuthentication that checks one, for the same workload.</summary>
internal sealed class TokenRules : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ClaimsWithoutJwt];

    public override ValueList<ConfigKind> Reads =>
        [ConfigKind.AuthorizationPolicy, ConfigKind.RequestAuthentication, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var checks = input.Configs.All<RequestAuthentication>(ConfigKind.RequestAuthentication).ToLookup(x => x.Namespace);
        foreach (var config in input.All<AuthorizationPolicy>(ConfigKind.AuthorizationPolicy))
        {
            var asked = RuleFields.Of(config.Spec).FirstOrDefault(x => RuleFields.IsToken(x.Attribute));
            if (asked.Field is null || IsChecked(input, config, checks)) continue;
            var outcome = config.Spec.Action == AuthorizationPolicyAction.Deny ? "this DENY is as if there were none" : "nothing ever matches";
            sink.Add(FindingCodes.ClaimsWithoutJwt, config, asked.Field, $"asks for a token, but no RequestAuthentication checks one for what this applies to: {outcome}", "add a RequestAuthentication with the same selector");
        }
    }

    private static bool IsChecked(AnalysisInput input, ConfigObject<AuthorizationPolicy> config, ILookup<string, ConfigObject<RequestAuthentication>> checks)
    {
        var own = config.Namespace == input.Parts.RootNamespace ? checks.SelectMany(x => x) : checks[config.Namespace].Concat(checks[input.Parts.RootNamespace]);
        var labels = config.Spec.Selector?.MatchLabels;
        // What is attached by name, and what may be written elsewhere, is given the benefit of the doubt.
        if (config.Spec.TargetRef is not null || config.Spec.TargetRefs is { Count: > 0 }) return own.Any();
        var workloads = input.Concerned(config.Namespace, labels).Select(x => (x.Namespace, x.Labels)).Distinct().ToList();
        if (workloads.Count == 0) workloads.Add((config.Namespace, labels ?? ValueMap<string>.Empty));
        return own.Any(x => workloads.Exists(y => (x.Namespace == y.Namespace || x.Namespace == input.Parts.RootNamespace) && Selectors.Selects(x.Spec.Selector?.MatchLabels, y.Labels)));
    }
}
