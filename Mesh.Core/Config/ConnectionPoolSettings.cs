namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.ConnectionPoolSettings.</summary>
public sealed record ConnectionPoolSettings
{
    public TcpSettings? Tcp { get; init; }

    public HttpSettings? Http { get; init; }
}

public sealed record TcpSettings
{
    public int? MaxConnections { get; init; }

    public TimeSpan? ConnectTimeout { get; init; }

    public TcpSettingsTcpKeepalive? TcpKeepalive { get; init; }

    public TimeSpan? MaxConnectionDuration { get; init; }

    [DurationRule(DurationRule.Any)]
    public TimeSpan? IdleTimeout { get; init; }
}

public sealed record TcpSettingsTcpKeepalive
{
    public uint? Probes { get; init; }

    public TimeSpan? Time { get; init; }

    public TimeSpan? Interval { get; init; }
}

public sealed record HttpSettings
{
    public int? Http1MaxPendingRequests { get; init; }

    public int? Http2MaxRequests { get; init; }

    public int? MaxRequestsPerConnection { get; init; }

    public int? MaxRetries { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    public H2UpgradePolicy? H2UpgradePolicy { get; init; }

    public bool? UseClientProtocol { get; init; }

    public int? MaxConcurrentStreams { get; init; }

    public Http2KeepAlive? Http2KeepAlive { get; init; }
}

public enum H2UpgradePolicy
{
    Default,
    DoNotUpgrade,
    Upgrade,
}

/// <summary>PING frames that keep an HTTP/2 connection alive.</summary>
public sealed record Http2KeepAlive
{
    public TimeSpan? Interval { get; init; }

    public TimeSpan? Timeout { get; init; }
}
