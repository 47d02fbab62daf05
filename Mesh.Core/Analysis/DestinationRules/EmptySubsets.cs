using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.DestinationRules;

/// <summary>A subset holds at least one of the workloads behind its host.</summary>
internal sealed class EmptySubsets : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.SubsetWithoutPods];

    public override ValueList<ConfigKind> Reads =>
        [ConfigKind.DestinationRule, ConfigKind.Service, ConfigKind.ServiceEntry, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        if (!input.Workloads.Any) return;
        foreach (var config in input.All<DestinationRule>(ConfigKind.DestinationRule))
        {
            if (config.Spec is not { Host: { Length: > 0 } written, Subsets: { Count: > 0 } subsets }) continue;
            var host = Hostnames.Resolve(written, config.Namespace);
            if (Hostnames.IsWildcard(host)) continue;
            // Of a service without a selector, endpoints are made by hand, and have no labels that anyone could know here.
            var services = input.Hosts.Find(host).Where(x => x.Selector is { Count: > 0 }).ToList();
            var behind = services.SelectMany(x => input.Workloads.Selected(x.Namespace, x.Selector)).ToList();
            if (behind.Count == 0) continue;
            for (var i = 0; i < subsets.Count; i++)
            {
                var labels = Own(subsets[i].Labels);
                if (behind.Any(x => Selectors.Selects(labels, x.Labels))) continue;
                sink.Add(FindingCodes.SubsetWithoutPods, config, $"spec.subsets[{i}].labels", $"no workload of {host} has {Written(labels)}: requests to the subset {subsets[i].Name} fail with 503", Cure(labels, behind));
            }
        }
    }

    /// <summary>Labels that pods carry themselves; those of places come from nodes.</summary>
    private static ValueMap<string> Own(ValueMap<string>? labels) =>
        ValueMap<string>.From((labels ?? ValueMap<string>.Empty).Where(x => !x.Key.StartsWith("topology.", StringComparison.Ordinal) && x.Key != "kubernetes.io/hostname"));

    private static string Cure(ValueMap<string> labels, List<Facts.Workload> behind)
    {
        var there = labels.Keys.Select(key => $"{key}: {string.Join(" | ", behind.Select(x => x.Labels.GetValueOrDefault(key) ?? "(none)").Distinct().Order(StringComparer.Ordinal).Take(8))}");
        return $"its workloads have {string.Join(", ", there)}";
    }

    private static string Written(ValueMap<string> labels) => string.Join(", ", labels.Select(x => $"{x.Key}={x.Value}"));
}
