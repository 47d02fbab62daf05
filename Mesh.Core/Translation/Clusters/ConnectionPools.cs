using Envoy.Config.Cluster.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using RetryBudget = Mesh.Core.Config.RetryBudget;

namespace Mesh.Core.Translation.Clusters;

/// <summary>trafficPolicy.connectionPool and retryBudget → circuit breakers, timeouts, keepalive, HTTP limits.</summary>
internal static class ConnectionPools
{
    /// <summary>Envoy's own defaults (1024 connections and requests, 3 retries) would be limits that nobody set.</summary>
    private const uint Unlimited = uint.MaxValue;

    public static void Apply(ClusterDraft draft, ConnectionPoolSettings? pool, RetryBudget? budget, MeshDefaults mesh, ClusterViewer viewer)
    {
        var cluster = draft.Cluster;
        cluster.ConnectTimeout = (pool?.Tcp?.ConnectTimeout ?? mesh.ConnectTimeout).ToDuration();
        KeepAlive(cluster, pool?.Tcp?.TcpKeepalive, mesh.Mesh.TcpKeepalive);
        cluster.CircuitBreakers = new() { Thresholds = { Thresholds(pool, budget) } };
        HttpLimits(draft, pool);
        if (pool?.Http?.UseClientProtocol == true) UpstreamProtocols.FollowClient(draft, viewer.PreserveHeaderCase);
        cluster.PerConnectionBufferLimitBytes = viewer.BufferLimit;
    }

    private static CircuitBreakers.Types.Thresholds Thresholds(ConnectionPoolSettings? pool, RetryBudget? budget) => new()
    {
        MaxConnections = Limit(pool?.Tcp?.MaxConnections),
        MaxPendingRequests = Limit(pool?.Http?.Http1MaxPendingRequests),
        MaxRequests = Limit(pool?.Http?.Http2MaxRequests),
        MaxRetries = Limit(pool?.Http?.MaxRetries),
        RetryBudget = budget is null ? null : new()
        {
            BudgetPercent = new() { Value = budget.Percent ?? 20 },
            MinRetryConcurrency = budget.MinRetryConcurrency is > 0 and var atLeast ? atLeast : 3,
            BudgetInterval = budget.BudgetInterval?.ToDuration(),
        },
    };

    /// <summary>0 counts as unset.</summary>
    private static uint Limit(int? written) => written is > 0 and var limit ? (uint)limit : Unlimited;

    private static void HttpLimits(ClusterDraft draft, ConnectionPoolSettings? pool)
    {
        var idle = pool?.Http?.IdleTimeout ?? pool?.Tcp?.IdleTimeout;
        var lifetime = pool?.Tcp?.MaxConnectionDuration;
        var requests = pool?.Http?.MaxRequestsPerConnection is > 0 and var perConnection ? (uint?)perConnection : null;
        var streams = pool?.Http?.MaxConcurrentStreams is > 0 and var concurrent ? (uint?)concurrent : null;
        if (idle is not null || lifetime is not null || requests is not null || streams is not null)
        {
            var common = draft.WithHttp().CommonHttpProtocolOptions ??= new();
            common.IdleTimeout = idle?.ToDuration();
            common.MaxConnectionDuration = lifetime?.ToDuration();
            common.MaxRequestsPerConnection = requests;
        }
        if (draft.Http?.ExplicitHttpConfig?.Http2ProtocolOptions is not { } http2) return;
        if (streams is not null) http2.MaxConcurrentStreams = streams;
        if (pool?.Http?.Http2KeepAlive is { } ping)
        {
            http2.ConnectionKeepalive = new() { Interval = ping.Interval?.ToDuration(), Timeout = ping.Timeout?.ToDuration() };
        }
    }

    /// <summary>connectionPool.tcp.tcpKeepalive over MeshConfig.tcpKeepalive, field by field; in whole seconds.</summary>
    private static void KeepAlive(Cluster cluster, TcpSettingsTcpKeepalive? own, TcpSettingsTcpKeepalive? mesh)
    {
        if (own is null && mesh is null) return;
        cluster.UpstreamConnectionOptions = new()
        {
            TcpKeepalive = new()
            {
                KeepaliveProbes = NonZero(own?.Probes) ?? NonZero(mesh?.Probes),
                KeepaliveTime = Seconds(own?.Time ?? mesh?.Time),
                KeepaliveInterval = Seconds(own?.Interval ?? mesh?.Interval),
            },
        };
    }

    private static uint? NonZero(uint? number) => number is 0 ? null : number;

    private static uint? Seconds(TimeSpan? time) => time is { } span ? (uint)span.TotalSeconds : null;
}
