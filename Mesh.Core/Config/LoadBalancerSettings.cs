using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.LoadBalancerSettings.</summary>
public sealed record LoadBalancerSettings
{
    public SimpleLb? Simple { get; init; }

    public ConsistentHashLb? ConsistentHash { get; init; }

    public BackendUtilizationLb? BackendUtilization { get; init; }

    public LocalityLoadBalancerSetting? LocalityLbSetting { get; init; }

    public ZoneAwareLoadBalancerSetting? ZoneAwareLbSetting { get; init; }

    [DurationRule(DurationRule.Millisecond)]
    public TimeSpan? WarmupDurationSecs { get; init; }

    public WarmupConfiguration? Warmup { get; init; }
}

public enum SimpleLb
{
    Unspecified,
    LeastConn,
    Random,
    Passthrough,
    RoundRobin,
    LeastRequest,
}

/// <summary>Weights by what the endpoints report of their own load.</summary>
public sealed record BackendUtilizationLb
{
    [DurationRule(DurationRule.Any)]
    public TimeSpan? BlackoutPeriod { get; init; }

    [DurationRule(DurationRule.Any)]
    public TimeSpan? WeightExpirationPeriod { get; init; }

    [DurationRule(DurationRule.Any)]
    public TimeSpan? WeightUpdatePeriod { get; init; }

    [NullAllowed]
    public uint? ErrorUtilizationPenaltyPercent { get; init; }

    public ValueList<string>? MetricNamesForComputingUtilization { get; init; }
}

public sealed record WarmupConfiguration
{
    public TimeSpan? Duration { get; init; }

    [NullAllowed]
    public double? MinimumPercent { get; init; }

    [NullAllowed]
    public double? Aggression { get; init; }
}
