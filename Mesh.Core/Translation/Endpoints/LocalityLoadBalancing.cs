using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>localityLbSetting: distribute → weights of localities; failover and failoverPriority → priorities.</summary>
internal static class LocalityLoadBalancing
{
    /// <summary>Priorities that the distance between localities can make: same subzone, zone, region, elsewhere, and not where failover points to.</summary>
    private const int Distances = 5;

    public static List<LocalityGroup> Apply(List<LocalityGroup> groups, LocalityPolicy policy, Place place)
    {
        if (policy.Distribute.Count > 0)
        {
            Distribute(groups, policy.Distribute, place.Locality);
            return groups;
        }
        if (!policy.ByLocality) return groups;
        if (policy.FailoverPriority.Count > 0) groups = [.. groups.SelectMany(x => SplitByLabels(x, policy, place))];
        if (policy.FailoverPriority.Count == 0 || policy.Failover.Count > 0)
        {
            foreach (var group in groups) group.Priority = (group.Priority * Distances) + Distance(group.Locality, place.Locality, policy);
        }
        CloseGaps(groups);
        return groups;
    }

    /// <summary>The first entry whose <c>from</c> covers the client's locality counts.</summary>
    private static void Distribute(List<LocalityGroup> groups, IReadOnlyList<Distribute> distribute, Locality from)
    {
        if (distribute.FirstOrDefault(x => Covers(x.From ?? "", from)) is not { } chosen) return;
        var unmatched = groups.ToList();
        foreach (var (pattern, share) in (chosen.To ?? ValueMap<uint>.Empty).OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            var matched = unmatched.Where(x => Covers(pattern, x.Locality)).ToList();
            var total = matched.Sum(x => (long)x.Weight);
            foreach (var group in matched)
            {
                unmatched.Remove(group);
                // Several localities of one pattern divide its share by their weights, rounded up.
                if (share > 0 && total > 0) group.Share = (uint)Math.Ceiling((double)group.Weight * share / total);
            }
        }
        foreach (var group in unmatched) group.IsEmptied = true;
    }

    /// <summary>The earlier the first label in which an endpoint differs from the client, the later its turn.</summary>
    private static IEnumerable<LocalityGroup> SplitByLabels(LocalityGroup group, LocalityPolicy policy, Place place)
    {
        int PriorityOf(Endpoint endpoint)
        {
            for (var i = 0; i < policy.FailoverPriority.Count; i++)
            {
                var value = LocalityPolicy.ValueOf(policy.FailoverPriority[i], endpoint);
                if (value != place.Priorities[i]) return policy.FailoverPriority.Count - i;
            }
            return 0;
        }

        foreach (var part in group.Members.GroupBy(x => PriorityOf(x.Endpoint)).OrderBy(x => x.Key))
        {
            var split = new LocalityGroup(group.Locality) { Priority = part.Key };
            split.Members.AddRange(part);
            yield return split;
        }
    }

    private static int Distance(Locality there, Locality here, LocalityPolicy policy)
    {
        if (there.Region == here.Region)
        {
            if (policy.ZoneAware is not null) return 0;
            if (there.Zone != here.Zone) return 2;
            return there.SubZone == here.SubZone ? 0 : 1;
        }
        var failover = policy.Failover.FirstOrDefault(x => x.From == here.Region);
        return failover is null || failover.To == there.Region ? 3 : 4;
    }

    /// <summary>Envoy wants priorities from 0 without holes.</summary>
    private static void CloseGaps(List<LocalityGroup> groups)
    {
        int[] used = [.. groups.Select(x => x.Priority).Distinct().Order()];
        foreach (var group in groups) group.Priority = Array.BinarySearch(used, group.Priority);
    }

    /// <param name="pattern"><c>region/zone/subzone</c>; <c>*</c> and what is left out cover everything.</param>
    private static bool Covers(string pattern, Locality locality)
    {
        var wanted = Locality.Parse(pattern);
        return (wanted.Region == "*" || wanted.Region == locality.Region)
            && (wanted.Zone is "" or "*" || wanted.Zone == locality.Zone)
            && (wanted.SubZone is "" or "*" || wanted.SubZone == locality.SubZone);
    }
}
