using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.LoadBalancerSettings.ConsistentHashLB.</summary>
public sealed record ConsistentHashLb
{
    public string? HttpHeaderName { get; init; }

    public HttpCookie? HttpCookie { get; init; }

    public bool? UseSourceIp { get; init; }

    public string? HttpQueryParameterName { get; init; }

    public RingHash? RingHash { get; init; }

    public MagLev? Maglev { get; init; }

    public ulong? MinimumRingSize { get; init; }
}

public sealed record HttpCookie
{
    public string? Name { get; init; }

    public string? Path { get; init; }

    [DurationRule(DurationRule.Any)]
    public TimeSpan? Ttl { get; init; }

    public ValueList<HttpCookieAttribute>? Attributes { get; init; }
}

public sealed record HttpCookieAttribute
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}

public sealed record RingHash
{
    public ulong? MinimumRingSize { get; init; }
}

public sealed record MagLev
{
    public ulong? TableSize { get; init; }
}
