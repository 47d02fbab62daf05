using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.LocalityLoadBalancerSetting.</summary>
public sealed record LocalityLoadBalancerSetting
{
    public ValueList<Distribute>? Distribute { get; init; }

    public ValueList<Failover>? Failover { get; init; }

    public ValueList<string>? FailoverPriority { get; init; }

    [NullAllowed]
    public bool? Enabled { get; init; }
}

public sealed record Distribute
{
    public string? From { get; init; }

    public ValueMap<uint>? To { get; init; }
}

public sealed record Failover
{
    public string? From { get; init; }

    public string? To { get; init; }
}

public sealed record ZoneAwareLoadBalancerSetting
{
    [NullAllowed]
    public bool? Enabled { get; init; }

    [NullAllowed]
    public uint? MinClusterSize { get; init; }

    public ValueList<Failover>? Failover { get; init; }

    public ValueList<string>? FailoverPriority { get; init; }
}
