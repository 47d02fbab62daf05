using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>How traffic is shared between places, and where it goes when one fails.</summary>
internal static class LocalityValidator
{
    private static readonly string[] Topology = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone"];

    public static void Validate(string field, LocalityLoadBalancerSetting setting, OutlierDetection? outlier, Findings findings)
    {
        var distributes = setting.Distribute is { Count: > 0 };
        var fails = setting.Failover is { Count: > 0 };
        if (distributes && fails) findings.Error(field, "takes only one of distribute and failover");
        if (fails && outlier is null) findings.Warn($"{field}.failover", "does nothing without outlierDetection");
        var from = new List<string>();
        for (var i = 0; i < setting.Distribute?.Count; i++)
        {
            Place($"{field}.distribute[{i}].from", setting.Distribute[i].From ?? "", from, findings);
            Shares($"{field}.distribute[{i}].to", setting.Distribute[i].To ?? ValueMap<uint>.Empty, findings);
        }
        Failovers($"{field}.failover", setting.Failover ?? [], findings);
    }

    public static void Validate(string field, ZoneAwareLoadBalancerSetting setting, Findings findings)
    {
        Failovers($"{field}.failover", setting.Failover ?? [], findings);
        for (var i = 0; i < setting.FailoverPriority?.Count; i++)
        {
            var label = setting.FailoverPriority[i].Split('=')[0];
            if (Topology.Contains(label)) findings.Error($"{field}.failoverPriority[{i}]", $"must not be {label}: region and zone are what zone-aware routing goes by already");
        }
    }

    private static void Failovers(string field, ValueList<Failover> failovers, Findings findings)
    {
        for (var i = 0; i < failovers.Count; i++)
        {
            var (from, to) = (failovers[i].From ?? "", failovers[i].To ?? "");
            if (from == to) findings.Error($"{field}[{i}]", $"must lead from one region to another, not from {from} to itself");
            foreach (var (name, region) in (ReadOnlySpan<(string, string)>)[("from", from), ("to", to)])
            {
                if (region.Contains('/', StringComparison.Ordinal) || region.Contains('*', StringComparison.Ordinal))
                {
                    findings.Error($"{field}[{i}].{name}", $"must be a region, without zone or wildcard, not \"{region}\"");
                }
            }
        }
    }

    private static void Shares(string field, ValueMap<uint> shares, Findings findings)
    {
        var (to, total) = (new List<string>(), 0L);
        foreach (var (place, weight) in shares)
        {
            Place($"{field}[\"{place}\"]", place, to, findings);
            findings.Between($"{field}[\"{place}\"]", weight, 1, 100);
            total += weight;
        }
        if (total != 100) findings.Error(field, $"the weights must add up to 100, not to {total}");
    }

    /// <summary>region/zone/subzone, of which the last may be *; two such must not mean the same.</summary>
    private static void Place(string field, string place, List<string> others, Findings findings)
    {
        var star = place.IndexOf('*', StringComparison.Ordinal);
        if (place.Length == 0) findings.Error(field, "is missing");
        else if (star >= 0 && star != place.Length - 1) findings.Error(field, $"may have one *, at its end, not \"{place}\"");
        else if (others.Find(x => HasOverlap(x, place)) is { } other) findings.Error(field, $"{place} and {other} overlap");
        others.Add(place);
    }

    private static bool HasOverlap(string one, string other) => Within(one, other) || Within(other, one);

    private static bool Within(string wide, string narrow) =>
        wide.EndsWith('*') ? narrow.StartsWith(wide[..^1].TrimEnd('/'), StringComparison.Ordinal) : narrow == wide || narrow.StartsWith(wide + "/", StringComparison.Ordinal);
}
