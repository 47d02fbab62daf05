using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.DestinationRules;

/// <summary>
/// Rules of one namespace for one host merge when they are exported alike: subsets add up, and of everything else the oldest one's counts. Rules that are
/// exported otherwise do not merge at all.
/// </summary>
internal sealed class OverlappingRules : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.MergedRules];

    public override ValueList<ConfigKind> Reads => [ConfigKind.DestinationRule];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        IReadOnlyList<string> defaults = input.Mesh.DefaultDestinationRuleExportTo is { Count: > 0 } written ? written : [Visibility.Public];
        var byHost = input.All<DestinationRule>(ConfigKind.DestinationRule).GroupBy(x => (x.Namespace, Host: Hostnames.Resolve(x.Spec.Host ?? "", x.Namespace), x.Spec.WorkloadSelector?.MatchLabels));
        foreach (var rules in byHost)
        {
            IReadOnlyList<ConfigObject<DestinationRule>> all = [.. rules.OrderBy(x => x.Meta.Created).ThenBy(x => x.Name, StringComparer.Ordinal)];
            for (var i = 1; i < all.Count; i++) Compare(all[i], [.. all.Take(i)], rules.Key.Host, defaults, sink);
        }
    }

    private static void Compare(ConfigObject<DestinationRule> rule, IReadOnlyList<ConfigObject<DestinationRule>> older, string host, IReadOnlyList<string> defaults, FindingSink sink)
    {
        var alike = older.Where(x => ExportTo(x, defaults).SetEquals(ExportTo(rule, defaults))).ToList();
        if (alike.Count == 0)
        {
            sink.Add(FindingCodes.MergedRules, rule, "spec.exportTo", $"{older[0].Name} is for {host} too and is exported otherwise, so the two do not merge: who sees both uses {older[0].Name} alone", "export them alike, or make one rule of them");
            return;
        }
        if (rule.Spec.TrafficPolicy is not null && alike.Find(x => x.Spec.TrafficPolicy is not null) is { } first)
        {
            sink.Add(FindingCodes.MergedRules, rule, "spec.trafficPolicy", $"{first.Name} is for {host} too and is older: its trafficPolicy counts, and this one is ignored", "make one rule of them");
        }
        for (var i = 0; i < rule.Spec.Subsets?.Count; i++)
        {
            var name = rule.Spec.Subsets[i].Name;
            if (alike.Find(x => (x.Spec.Subsets ?? []).Any(y => y.Name == name)) is not { } owner) continue;
            sink.Add(FindingCodes.MergedRules, rule, $"spec.subsets[{i}]", $"{owner.Name} is for {host} too, is older and has a subset {name}: that one counts, and this one is ignored", "give it another name, or make one rule of them");
        }
    }

    private static HashSet<string> ExportTo(ConfigObject<DestinationRule> rule, IReadOnlyList<string> defaults) =>
        [.. (rule.Spec.ExportTo is { Count: > 0 } own ? own : defaults).Select(x => x == Visibility.Private ? rule.Namespace : x)];
}
