using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>AuthorizationPolicy: an action with its rules; whom and what a rule means has checks of its own.</summary>
internal sealed class AuthorizationPolicyValidator : KindValidator<AuthorizationPolicy>
{
    private const string DryRun = "istio.io/dry-run";

    /// <summary>As Go reads them.</summary>
    private static readonly string[] Booleans = ["true", "false", "True", "False", "TRUE", "FALSE", "t", "f", "T", "F", "1", "0"];

    protected override void Validate(ConfigMeta meta, AuthorizationPolicy spec, Findings findings)
    {
        var action = spec.Action ?? AuthorizationPolicyAction.Allow;
        findings.Target(spec.Selector, spec.TargetRef, spec.TargetRefs);
        Action(meta, spec, action, findings);
        for (var i = 0; i < spec.Rules?.Count; i++) Rule($"spec.rules[{i}]", spec.Rules[i], action == AuthorizationPolicyAction.Custom, findings);
        if (action == AuthorizationPolicyAction.Deny && spec.Rules is { Count: > 0 } rules && rules.Any(IsHttpOnly))
        {
            findings.Warn("spec.rules", "a rule to DENY that names only what HTTP has denies all traffic of ports of TCP; name ports to keep it off them");
        }
    }

    private static void Action(ConfigMeta meta, AuthorizationPolicy spec, AuthorizationPolicyAction action, Findings findings)
    {
        var name = action.ToString().ToUpperInvariant();
        if (action is AuthorizationPolicyAction.Deny or AuthorizationPolicyAction.Custom && spec.Rules is null or { Count: 0 })
        {
            findings.Error("spec.rules", $"is missing: {name} without rules never does anything; an empty rule {{}} means all requests");
        }
        if (action == AuthorizationPolicyAction.Custom) findings.Required("spec.provider.name", spec.Provider?.Name);
        else if (spec.Provider is not null) findings.Error("spec.provider", $"is for action CUSTOM, not for {name}");
        if (!meta.Annotations.TryGetValue(DryRun, out var dryRun)) return;
        if (action is AuthorizationPolicyAction.Audit or AuthorizationPolicyAction.Custom) findings.Error($"metadata.annotations[\"{DryRun}\"]", $"is for the actions ALLOW and DENY, not for {name}");
        else if (!Booleans.Contains(dryRun)) findings.Error($"metadata.annotations[\"{DryRun}\"]", $"must be true or false, not \"{dryRun}\"");
    }

    private static void Rule(string field, Rule rule, bool isCustom, Findings findings)
    {
        if (rule.From is { Count: 0 }) findings.Warn($"{field}.from", "is empty, and so is as if left out");
        for (var i = 0; i < rule.From?.Count; i++) SourceValidator.Validate($"{field}.from[{i}].source", rule.From[i].Source, isCustom, findings);
        for (var i = 0; i < rule.To?.Count; i++) OperationValidator.Validate($"{field}.to[{i}].operation", rule.To[i].Operation, findings);
        for (var i = 0; i < rule.When?.Count; i++) ConditionValidator.Validate($"{field}.when[{i}]", rule.When[i], isCustom, findings);
    }

    /// <summary>As Istio sees it: what stands under to counts before what stands under from, and conditions do not count.</summary>
    private static bool IsHttpOnly(Rule rule)
    {
        var sources = (rule.From ?? []).Select(x => x.Source ?? new()).ToArray();
        var operations = (rule.To ?? []).Select(x => x.Operation ?? new()).ToArray();
        if (operations.Length > 0) return !operations.Any(x => x.Ports is not null || x.NotPorts is not null);
        return sources.Length > 0 && sources.All(x => x with { RequestPrincipals = null, NotRequestPrincipals = null } == new Source());
    }
}
