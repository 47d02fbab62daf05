using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>What a policy is for: workloads by labels, or objects that it is attached to.</summary>
internal static class PolicyTarget
{
    private const int MaxTargets = 16;

    private static readonly (string Group, string Kind)[] Attachable =
        [("", "Service"), ("core", "Service"), ("networking.istio.io", "ServiceEntry"), ("gateway.networking.k8s.io", "Gateway"), ("gateway.networking.k8s.io", "GatewayClass")];

    /// <summary>Fields exclude each other even when they are written empty.</summary>
    public static void Target(this Findings findings, WorkloadLabelSelector? selector, PolicyTargetReference? single, ValueList<PolicyTargetReference>? several)
    {
        findings.AtMostOne("spec", ("selector", selector), ("targetRef", single), ("targetRefs", several));
        if (selector is not null) findings.Selector("spec.selector", selector.MatchLabels);
        if (single is not null) Reference("spec.targetRef", single, findings);
        findings.TargetCount(several);
        for (var i = 0; i < several?.Count; i++) Reference($"spec.targetRefs[{i}]", several[i], findings);
    }

    public static void TargetCount(this Findings findings, ValueList<PolicyTargetReference>? several)
    {
        if (several?.Count > MaxTargets) findings.Error("spec.targetRefs", $"takes at most {MaxTargets} objects, not {several.Count}");
    }

    public static void OwnNamespace(this Findings findings, string field, PolicyTargetReference reference)
    {
        if (reference.Namespace is { Length: > 0 }) findings.Error($"{field}.namespace", "must be left out: only objects of the own namespace can be meant");
    }

    private static void Reference(string field, PolicyTargetReference reference, Findings findings)
    {
        findings.Required($"{field}.name", reference.Name);
        findings.OwnNamespace(field, reference);
        if (Attachable.Contains((reference.Group ?? "", reference.Kind ?? ""))) return;
        var allowed = Attachable.Select(x => x.Group.Length == 0 ? x.Kind : $"{x.Kind} of {x.Group}");
        var group = reference.Group is { Length: > 0 } written ? written : "the core group";
        findings.Error($"{field}.kind", $"{reference.Kind} of {group} cannot have policies; allowed: {string.Join(", ", allowed)}");
    }
}
