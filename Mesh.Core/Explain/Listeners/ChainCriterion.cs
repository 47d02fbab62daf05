using Envoy.Config.Listener.V3;
using Mesh.Core.Explain.Matching;
using Mesh.Core.Explain.Requests;
using SourceType = Envoy.Config.Listener.V3.FilterChainMatch.Types.ConnectionSourceType;

namespace Mesh.Core.Explain.Listeners;

/// <summary>One step of Envoy's choice of a filter chain.</summary>
/// <param name="Rank">How closely a chain fits: 0 when it says nothing of this, null when it says something else.</param>
/// <param name="Wanted">What a chain says of this, in words.</param>
/// <param name="Found">What the connection has.</param>
internal sealed record ChainCriterion(
    string Name,
    Func<FilterChainMatch, Connection, Inspection, int?> Rank,
    Func<FilterChainMatch, string> Wanted,
    Func<Connection, Inspection, string> Found)
{
    private const int Exact = int.MaxValue;

    /// <summary>In Envoy's order: what an earlier one has decided, a later one does not take back.</summary>
    public static readonly IReadOnlyList<ChainCriterion> All =
    [
        new("destination port", (x, c, _) => x.DestinationPort is { } port ? port == c.Port ? Exact : null : 0, x => $"{x.DestinationPort}", (c, _) => $"{c.Port}"),
        new("destination address", (x, c, _) => Longest(x.PrefixRanges, c.Destination), x => Ranges(x.PrefixRanges), (c, _) => c.Destination?.ToString() ?? "unknown"),
        new("server name", (x, _, i) => ServerName(x.ServerNames, i.ServerName), x => string.Join(" or ", x.ServerNames), (_, i) => i.ServerName.Length == 0 ? "none" : i.ServerName),
        new("transport protocol", (x, _, i) => x.TransportProtocol.Length == 0 ? 0 : x.TransportProtocol == i.Transport ? Exact : null, x => x.TransportProtocol, (_, i) => i.Transport),
        new("application protocol", (x, _, i) => Protocol(x.ApplicationProtocols, i.Protocols), x => string.Join(" or ", x.ApplicationProtocols), (_, i) => i.Protocols.Count == 0 ? "unknown" : string.Join(" ", i.Protocols)),
        new("direct source address", (x, c, _) => Longest(x.DirectSourcePrefixRanges, c.Source), x => Ranges(x.DirectSourcePrefixRanges), (c, _) => c.Source?.ToString() ?? "unknown"),
        new("source type", (x, c, _) => x.SourceType == SourceType.Any ? 0 : x.SourceType == SourceType.SameIpOrLoopback == IsLocal(c) ? Exact : null, x => $"{x.SourceType}", (c, _) => IsLocal(c) ? "this machine" : "another machine"),
        new("source address", (x, c, _) => Longest(x.SourcePrefixRanges, c.Source), x => Ranges(x.SourcePrefixRanges), (c, _) => c.Source?.ToString() ?? "unknown"),
        new("source port", (x, _, _) => x.SourcePorts.Count == 0 ? 0 : null, x => string.Join(" or ", x.SourcePorts), (_, _) => "any"),
    ];

    private static bool IsLocal(Connection connection) =>
        connection.Source is { } source && (System.Net.IPAddress.IsLoopback(source) || source.Equals(connection.Destination));

    private static int? Longest(IReadOnlyCollection<Envoy.Config.Core.V3.CidrRange> ranges, System.Net.IPAddress? address)
    {
        if (ranges.Count == 0) return 0;
        var fitting = ranges.Where(x => AddressRange.Contains(x, address)).Select(x => (int?)AddressRange.Length(x)).ToList();
        return fitting.Count == 0 ? null : fitting.Max();
    }

    private static string Ranges(IEnumerable<Envoy.Config.Core.V3.CidrRange> ranges) => string.Join(" or ", ranges.Select(AddressRange.Describe));

    /// <summary>The name itself, then the longest <c>*.suffix</c>; one without names takes what is left.</summary>
    private static int? ServerName(IReadOnlyCollection<string> names, string name)
    {
        if (names.Count == 0) return 0;
        int? best = null;
        foreach (var wanted in names)
        {
            if (wanted == name) return Exact;
            var suffix = wanted.StartsWith("*.", StringComparison.Ordinal) ? wanted[1..] : null;
            if (suffix is not null && name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)) best = Math.Max(best ?? 0, suffix.Length);
        }
        return best;
    }

    /// <summary>The client's first protocol that any chain names decides.</summary>
    private static int? Protocol(IReadOnlyCollection<string> wanted, IReadOnlyList<string> offered)
    {
        if (wanted.Count == 0) return 0;
        for (var i = 0; i < offered.Count; i++)
        {
            if (wanted.Contains(offered[i])) return offered.Count - i;
        }
        return null;
    }
}
