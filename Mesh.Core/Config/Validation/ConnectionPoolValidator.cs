namespace Mesh.Core.Config.Validation;

internal static class ConnectionPoolValidator
{
    public static void Validate(string field, ConnectionPoolSettings? pool, Findings findings)
    {
        if (pool is null) return;
        if (pool is { Tcp: null, Http: null }) findings.Error(field, "says nothing; it needs tcp, http, or both");
        if (pool.Tcp is { } tcp)
        {
            findings.NotNegative($"{field}.tcp.maxConnections", tcp.MaxConnections);
            if (tcp.IdleTimeout <= TimeSpan.FromMilliseconds(-1)) findings.Error($"{field}.tcp.idleTimeout", "must not be negative; 0s switches it off");
        }
        if (pool.Http is not { } http) return;
        findings.NotNegative($"{field}.http.http1MaxPendingRequests", http.Http1MaxPendingRequests);
        findings.NotNegative($"{field}.http.http2MaxRequests", http.Http2MaxRequests);
        findings.NotNegative($"{field}.http.maxRequestsPerConnection", http.MaxRequestsPerConnection);
        findings.NotNegative($"{field}.http.maxRetries", http.MaxRetries);
        findings.NotNegative($"{field}.http.maxConcurrentStreams", http.MaxConcurrentStreams);
        if (http is { H2UpgradePolicy: H2UpgradePolicy.Upgrade, UseClientProtocol: true })
        {
            findings.Error($"{field}.http.useClientProtocol", "must not be true where h2UpgradePolicy is UPGRADE");
        }
    }
}
