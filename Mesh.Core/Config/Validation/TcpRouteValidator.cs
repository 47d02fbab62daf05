namespace Mesh.Core.Config.Validation;

internal static class TcpRouteValidator
{
    public static void Validate(string field, TcpRoute route, bool isGenerated, Findings findings)
    {
        for (var i = 0; i < route.Match?.Count; i++) Match($"{field}.match[{i}]", route.Match[i], findings);
        if (route.Route is null or { Count: 0 }) findings.Error($"{field}.route", "is missing: where the traffic goes");
        else findings.Weighted($"{field}.route", route.Route, isGenerated);
    }

    /// <summary>As in Istio, sourceSubnet and sourceNamespace are not looked at.</summary>
    private static void Match(string field, L4MatchAttributes match, Findings findings)
    {
        for (var i = 0; i < match.DestinationSubnets?.Count; i++) findings.Subnet($"{field}.destinationSubnets[{i}]", match.DestinationSubnets[i]);
        if (match.Port is { } port and not 0) findings.Port($"{field}.port", port);
        findings.Labels($"{field}.sourceLabels", match.SourceLabels);
        findings.Gateways($"{field}.gateways", match.Gateways);
    }
}
