namespace Mesh.Core.Config.Validation;

/// <summary>How connections to a host are made, pooled and spread.</summary>
internal static class TrafficPolicyValidator
{
    public static void Validate(string field, TrafficPolicy? policy, Findings findings)
    {
        if (policy is null) return;
        if (policy == new TrafficPolicy()) findings.Error(field, "says nothing; it needs at least one field");
        if (policy is { Tunnel: not null, ProxyProtocol: not null }) findings.Error(field, "takes only one of tunnel and proxyProtocol");
        LoadBalancerValidator.Validate($"{field}.loadBalancer", policy.LoadBalancer, policy.OutlierDetection, findings);
        ConnectionPoolValidator.Validate($"{field}.connectionPool", policy.ConnectionPool, findings);
        Outlier($"{field}.outlierDetection", policy.OutlierDetection, findings);
        ClientTlsValidator.Validate($"{field}.tls", policy.Tls, findings);
        if (policy.Tunnel is { } tunnel) Tunnel($"{field}.tunnel", tunnel, findings);
        for (var i = 0; i < policy.PortLevelSettings?.Count; i++) PortLevel($"{field}.portLevelSettings[{i}]", policy.PortLevelSettings[i], findings);
    }

    private static void PortLevel(string field, PortTrafficPolicy policy, Findings findings)
    {
        if (policy.Port is null) findings.Error($"{field}.port", "is missing: which port these settings are for");
        if (policy with { Port = null } == new PortTrafficPolicy()) findings.Error(field, "says nothing of its port; it needs at least one of loadBalancer, connectionPool, outlierDetection and tls");
        LoadBalancerValidator.Validate($"{field}.loadBalancer", policy.LoadBalancer, policy.OutlierDetection, findings);
        ConnectionPoolValidator.Validate($"{field}.connectionPool", policy.ConnectionPool, findings);
        Outlier($"{field}.outlierDetection", policy.OutlierDetection, findings);
        ClientTlsValidator.Validate($"{field}.tls", policy.Tls, findings);
    }

    private static void Outlier(string field, OutlierDetection? outlier, Findings findings)
    {
        if (outlier is null) return;
        if (outlier.ConsecutiveErrors is not null) findings.Warn($"{field}.consecutiveErrors", "is an old name; use consecutiveGatewayErrors or consecutive5xxErrors");
        if (outlier.ConsecutiveLocalOriginFailures is > 0 && outlier.SplitExternalLocalOriginErrors != true)
        {
            findings.Error($"{field}.consecutiveLocalOriginFailures", "counts only when splitExternalLocalOriginErrors is true");
        }
        findings.Between($"{field}.maxEjectionPercent", outlier.MaxEjectionPercent, 0, 100);
        findings.Between($"{field}.minHealthPercent", outlier.MinHealthPercent, 0, 100);
        var codes = outlier.OutlierDetectionHttpErrorCodes ?? [];
        for (var i = 0; i < codes.Count; i++) findings.Between($"{field}.outlierDetectionHttpErrorCodes[{i}]", codes[i], 100, 599);
    }

    private static void Tunnel(string field, TunnelSettings tunnel, Findings findings)
    {
        if (tunnel.Protocol is not (null or "" or "CONNECT" or "POST")) findings.Error($"{field}.protocol", $"must be CONNECT or POST, not \"{tunnel.Protocol}\"");
        if (!Dns.IsAddress(tunnel.TargetHost ?? "")) findings.Domain($"{field}.targetHost", tunnel.TargetHost);
        findings.Port($"{field}.targetPort", tunnel.TargetPort ?? 0);
    }
}
