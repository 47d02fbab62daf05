using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.RateLimits;

/// <summary>The limits of one domain, in the format of Envoy's reference rate limit service (github.com/envoyproxy/ratelimit).</summary>
internal sealed record RateLimitDomain
{
    public string? Domain { get; init; }

    public ValueList<DescriptorRule>? Descriptors { get; init; }
}

internal sealed record DescriptorRule
{
    public string? Key { get; init; }

    /// <summary>Absent: every value has a limit of its own. A star at the end matches a prefix.</summary>
    public string? Value { get; init; }

    [ConfigAlias("rate_limit")]
    public RateLimitPolicy? RateLimit { get; init; }

    public ValueList<DescriptorRule>? Descriptors { get; init; }

    /// <summary>Counts, but admits all the same.</summary>
    [ConfigAlias("shadow_mode")]
    public bool? ShadowMode { get; init; }

    [ConfigAlias("detailed_metric")]
    public bool? DetailedMetric { get; init; }
}

internal sealed record RateLimitPolicy
{
    public string? Name { get; init; }

    public RateLimitUnit? Unit { get; init; }

    [ConfigAlias("unit_multiplier")]
    public uint? UnitMultiplier { get; init; }

    [ConfigAlias("requests_per_unit")]
    public uint? RequestsPerUnit { get; init; }

    public bool? Unlimited { get; init; }

    /// <summary>Our own: whether the window rolls. Fixed where it is absent, as in the reference service.</summary>
    public RateLimitWindow? Window { get; init; }
}

internal enum RateLimitUnit
{
    [ConfigName("second")]
    Second,

    [ConfigName("minute")]
    Minute,

    [ConfigName("hour")]
    Hour,

    [ConfigName("day")]
    Day,

    [ConfigName("week")]
    Week,

    [ConfigName("month")]
    Month,

    [ConfigName("year")]
    Year,
}

internal enum RateLimitWindow
{
    [ConfigName("fixed")]
    Fixed,

    [ConfigName("rolling")]
    Rolling,
}
