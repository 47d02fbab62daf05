using Envoy.Config.Listener.V3;

namespace Mesh.Core.Checks.Invariants;

internal static class ListenerInvariants
{
    /// <summary>Of a chain's match only this many combinations of its lists are compared with those of the others.</summary>
    private const int MostCombinations = 100_000;

    public static void Listener(Listener listener, Findings findings)
    {
        var isInternal = listener.ListenerSpecifierCase == Envoy.Config.Listener.V3.Listener.ListenerSpecifierOneofCase.InternalListener;
        if (listener.ApiListener is null && !isInternal && listener.Address is null) findings.Add("address", "must be set");
        if (listener.ApiListener is null && listener.UdpListenerConfig is null && listener.FilterChains.Count == 0 && listener.DefaultFilterChain is null)
        {
            findings.Add("filter_chains", "must hold a filter chain when there is no default_filter_chain");
        }
        if (listener.FilterChainMatcher is null) UniqueMatches(listener, findings);
    }

    private static void UniqueMatches(Listener listener, Findings findings)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < listener.FilterChains.Count; i++)
        {
            var match = listener.FilterChains[i].FilterChainMatch ?? new FilterChainMatch();
            Names(match, $"filter_chains[{i}].filter_chain_match.server_names", findings);
            foreach (var key in Keys(match).Take(MostCombinations))
            {
                if (seen.TryAdd(key, i) || seen[key] == i) continue;
                var other = listener.FilterChains[seen[key]];
                findings.Add($"filter_chains[{i}].filter_chain_match", $"matches the same as filter_chains[{seen[key]}]{(other.Name.Length > 0 ? $" ({other.Name})" : "")}");
                break;
            }
        }
    }

    private static void Names(FilterChainMatch match, string path, Findings findings)
    {
        foreach (var name in match.ServerNames.Where(x => x.LastIndexOf('*') > 0 || (x.StartsWith('*') && !x.StartsWith("*.", StringComparison.Ordinal))))
        {
            findings.Add(path, $"'{name}': a wildcard may only stand for the first labels, as in *.example.com");
        }
    }

    /// <summary>Every combination that the match stands for: two chains may not share one.</summary>
    private static IEnumerable<string> Keys(FilterChainMatch match) =>
        from destination in Each(match.PrefixRanges.Select(AddressInvariants.Canonical))
        from name in Each(match.ServerNames.Select(x => x.ToLowerInvariant()))
        from protocol in Each(match.ApplicationProtocols)
        from direct in Each(match.DirectSourcePrefixRanges.Select(AddressInvariants.Canonical))
        from source in Each(match.SourcePrefixRanges.Select(AddressInvariants.Canonical))
        from port in Each(match.SourcePorts.Select(x => x.ToString()))
        select $"{match.DestinationPort}|{destination}|{name}|{match.TransportProtocol}|{protocol}|{direct}|{match.SourceType}|{source}|{port}";

    private static IEnumerable<string> Each(IEnumerable<string> values) => values.DefaultIfEmpty("");
}
