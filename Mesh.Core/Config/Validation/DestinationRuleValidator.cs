using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal sealed class DestinationRuleValidator : KindValidator<DestinationRule>
{
    protected override void Validate(ConfigMeta meta, DestinationRule spec, Findings findings)
    {
        findings.WildcardDomain("spec.host", spec.Host);
        TrafficPolicyValidator.Validate("spec.trafficPolicy", spec.TrafficPolicy, findings);
        Subsets(spec.Subsets ?? [], findings);
        findings.ExportTo(meta, spec.ExportTo);
        if (spec.WorkloadSelector is not { } selector) return;
        findings.Selector("spec.workloadSelector", selector.MatchLabels);
        if ((spec.ExportTo ?? []).Any(x => x != "." && x != meta.Namespace))
        {
            findings.Error("spec.exportTo", "a rule with a workloadSelector is for its own namespace only: leave exportTo out, or say .");
        }
    }

    private static void Subsets(ValueList<Subset> subsets, Findings findings)
    {
        for (var i = 0; i < subsets.Count; i++)
        {
            var (field, name) = ($"spec.subsets[{i}]", subsets[i].Name ?? "");
            if (name.Length == 0) findings.Error($"{field}.name", "is missing");
            else if (!Dns.IsLabel(name)) findings.Error($"{field}.name", $"\"{name}\" is not a subset's name: letters, digits and - inside");
            else if (subsets.Take(i).Any(x => x.Name == name)) findings.Error($"{field}.name", $"two subsets have the name {name}");
            findings.Labels($"{field}.labels", subsets[i].Labels);
            TrafficPolicyValidator.Validate($"{field}.trafficPolicy", subsets[i].TrafficPolicy, findings);
        }
    }
}
