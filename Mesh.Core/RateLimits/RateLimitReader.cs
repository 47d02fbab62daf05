using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Quotas;
using Mesh.Core.Values;
using EnvoyUnit = Envoy.Service.Ratelimit.V3.RateLimitResponse.Types.RateLimit.Types.Unit;

namespace Mesh.Core.RateLimits;

/// <summary>Reads one domain's limits. Everything that is wrong is said; nothing of a wrong text is used.</summary>
internal static class RateLimitReader
{
    public static (string Domain, RateLimitTree? Tree, ValueList<ConfigError> Errors) Read(string text)
    {
        var tree = new RateLimitTree();
        var reading = RecordReader.Read<RateLimitDomain>(text, skipUnknown: false, (domain, findings) =>
        {
            findings.Required("domain", domain.Domain);
            Fill(tree, domain.Descriptors ?? [], domain.Domain ?? "", "descriptors", findings);
        });
        return (reading.Value?.Domain ?? "", reading.Errors.Count == 0 ? tree : null, reading.Errors);
    }

    private static void Fill(RateLimitTree tree, ValueList<DescriptorRule> descriptors, string path, string field, Findings findings)
    {
        for (var i = 0; i < descriptors.Count; i++)
        {
            var (descriptor, at) = (descriptors[i], $"{field}[{i}]");
            findings.Required($"{at}.key", descriptor.Key);
            var name = $"{path}.{descriptor.Key}{(string.IsNullOrEmpty(descriptor.Value) ? "" : $"_{descriptor.Value}")}";
            RateLimitTree? next = null;
            if (descriptor.Descriptors is { Count: > 0 } inner) Fill(next = new(), inner, name, $"{at}.descriptors", findings);
            var limit = descriptor.RateLimit is { } policy ? Limit(policy, descriptor.ShadowMode == true, name, $"{at}.rate_limit", findings) : null;
            if (!tree.Add(descriptor.Key ?? "", descriptor.Value, new(limit, next))) findings.Error(at, $"the same key and value stand above already: {name}");
        }
    }

    private static RateLimit? Limit(RateLimitPolicy policy, bool shadow, string name, string field, Findings findings)
    {
        var called = policy.Name is { Length: > 0 } own ? own : name;
        if (policy.Unlimited == true)
        {
            if (policy.Unit is not null || policy.RequestsPerUnit is not null) findings.Error(field, "is either unlimited or has a unit and requests_per_unit");
            return new(called, null, shadow, 0, EnvoyUnit.Unknown);
        }
        if (policy.Unit is not { } unit)
        {
            findings.Error($"{field}.unit", "is missing: one of second, minute, hour, day, week, month, year");
            return null;
        }
        if (policy.UnitMultiplier == 0) findings.Error($"{field}.unit_multiplier", "must be at least 1");
        var window = Length(unit) * (policy.UnitMultiplier ?? 1);
        var max = policy.RequestsPerUnit ?? 0;
        return new(called, policy.Window == RateLimitWindow.Rolling ? QuotaLimit.Rolling(max, window) : QuotaLimit.Fixed(max, window), shadow, max, EnvoyUnitOf(unit));
    }

    private static TimeSpan Length(RateLimitUnit unit) => unit switch
    {
        RateLimitUnit.Second => TimeSpan.FromSeconds(1),
        RateLimitUnit.Minute => TimeSpan.FromMinutes(1),
        RateLimitUnit.Hour => TimeSpan.FromHours(1),
        RateLimitUnit.Day => TimeSpan.FromDays(1),
        RateLimitUnit.Week => TimeSpan.FromDays(7),
        RateLimitUnit.Month => TimeSpan.FromDays(30),
        _ => TimeSpan.FromDays(365),
    };

    /// <summary>The response has no week.</summary>
    private static EnvoyUnit EnvoyUnitOf(RateLimitUnit unit) => unit switch
    {
        RateLimitUnit.Second => EnvoyUnit.Second,
        RateLimitUnit.Minute => EnvoyUnit.Minute,
        RateLimitUnit.Hour => EnvoyUnit.Hour,
        RateLimitUnit.Day => EnvoyUnit.Day,
        RateLimitUnit.Week => EnvoyUnit.Unknown,
        RateLimitUnit.Month => EnvoyUnit.Month,
        _ => EnvoyUnit.Year,
    };
}
