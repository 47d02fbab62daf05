using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.TrafficPolicy.</summary>
public sealed record TrafficPolicy
{
    public LoadBalancerSettings? LoadBalancer { get; init; }

    public ConnectionPoolSettings? ConnectionPool { get; init; }

    public OutlierDetection? OutlierDetection { get; init; }

    public ClientTlsSettings? Tls { get; init; }

    public ValueList<PortTrafficPolicy>? PortLevelSettings { get; init; }

    public TunnelSettings? Tunnel { get; init; }

    public ProxyProtocol? ProxyProtocol { get; init; }

    public RetryBudget? RetryBudget { get; init; }
}

public sealed record PortTrafficPolicy
{
    public PortSelector? Port { get; init; }

    public LoadBalancerSettings? LoadBalancer { get; init; }

    public ConnectionPoolSettings? ConnectionPool { get; init; }

    public OutlierDetection? OutlierDetection { get; init; }

    public ClientTlsSettings? Tls { get; init; }
}

public sealed record TunnelSettings
{
    public string? Protocol { get; init; }

    public string? TargetHost { get; init; }

    public uint? TargetPort { get; init; }
}

public sealed record ProxyProtocol
{
    public ProxyProtocolVersion? Version { get; init; }
}

public enum ProxyProtocolVersion
{
    V1,
    V2,
}

/// <summary>How many retries may run at once, in percent of the active requests.</summary>
public sealed record RetryBudget
{
    [NullAllowed]
    public double? Percent { get; init; }

    public uint? MinRetryConcurrency { get; init; }

    public TimeSpan? BudgetInterval { get; init; }
}
