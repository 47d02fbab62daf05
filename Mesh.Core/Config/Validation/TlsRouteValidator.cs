using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal static class TlsRouteValidator
{
    /// <param name="hosts">Of the VirtualService; the names asked for must be among them.</param>
    /// <param name="isGenerated">Whether a controller named the destinations.</param>
    public static void Validate(string field, TlsRoute route, ValueList<string> hosts, bool isGenerated, Findings findings)
    {
        if (route.Match is null or { Count: 0 }) findings.Error($"{field}.match", "needs at least one match");
        for (var i = 0; i < route.Match?.Count; i++) Match($"{field}.match[{i}]", route.Match[i], hosts, findings);
        if (route.Route is null or { Count: 0 }) findings.Error($"{field}.route", "is missing: where the traffic goes");
        else findings.Weighted($"{field}.route", route.Route, isGenerated);
    }

    private static void Match(string field, TlsMatchAttributes match, ValueList<string> hosts, Findings findings)
    {
        if (match.SniHosts is null or { Count: 0 }) findings.Error($"{field}.sniHosts", "needs at least one name");
        for (var i = 0; i < match.SniHosts?.Count; i++)
        {
            var name = match.SniHosts[i];
            if (Dns.IsAddress(name)) findings.Warn($"{field}.sniHosts[{i}]", $"{name} is an address; clients ask for names, not for addresses");
            else findings.WildcardDomain($"{field}.sniHosts[{i}]", SniDnat.Host(name));
            if (!Dns.IsAddress(name) && !hosts.Any(x => HostMatch.Covers(x, name)))
            {
                findings.Error($"{field}.sniHosts[{i}]", $"{name} is not among the VirtualService's hosts ({string.Join(", ", hosts)})");
            }
        }
        for (var i = 0; i < match.DestinationSubnets?.Count; i++) findings.Subnet($"{field}.destinationSubnets[{i}]", match.DestinationSubnets[i]);
        if (match.Port is { } port and not 0) findings.Port($"{field}.port", port);
        findings.Labels($"{field}.sourceLabels", match.SourceLabels);
        findings.Gateways($"{field}.gateways", match.Gateways);
    }
}
