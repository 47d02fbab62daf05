using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Quotas;
using Mesh.Core.Values;

namespace Mesh.Core.Mixer.Handlers;

/// <summary>
/// Limits. Mixer's two adapters are one here, since every quota is global and kept in the store. Spec: adapter.redisquota.config.Params and
/// adapter.memquota.config.Params, whose windows roll.
/// </summary>
internal sealed class QuotaAdapter(string name, QuotaAlgorithm byDefault) : MixerAdapter<QuotaAdapterParams>
{
    /// <summary>As in Mixer, where nothing is written.</summary>
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromSeconds(1);

    public override string Name => name;

    public override ValueList<string> Templates => ["quota"];

    protected override IMixerHandler Make(QuotaAdapterParams settings, Findings findings)
    {
        if (settings.RedisServerUrl is { Length: > 0 }) findings.Warn($"{Field}.redisServerUrl", "is not used: quotas are kept in the store of the members");
        if (settings.Quotas is not { Count: > 0 } quotas)
        {
            findings.Error($"{Field}.quotas", "is missing: which quotas it limits");
            return new QuotaHandler([]);
        }
        var limits = new List<(MixerQuota, QuotaLimit)>();
        for (var i = 0; i < quotas.Count; i++)
        {
            var field = $"{Field}.quotas[{i}]";
            findings.Required($"{field}.name", quotas[i].Name);
            findings.NotNegative($"{field}.maxAmount", quotas[i].MaxAmount);
            for (var j = 0; j < quotas[i].Overrides?.Count; j++)
            {
                findings.NotNegative($"{field}.overrides[{j}].maxAmount", quotas[i].Overrides![j].MaxAmount);
                if (quotas[i].Overrides![j].Dimensions is null or { Count: 0 }) findings.Error($"{field}.overrides[{j}].dimensions", "is missing: what the override is for");
            }
            limits.Add((quotas[i], Limit(quotas[i], quotas[i].MaxAmount ?? 0, quotas[i].ValidDuration)));
        }
        return new QuotaHandler([.. limits.Select(x => new LimitedQuota(x.Item1, x.Item2,
            (x.Item1.Overrides ?? []).Select(y => (y.Dimensions ?? ValueMap<string>.Empty, Limit(x.Item1, y.MaxAmount ?? 0, y.ValidDuration ?? x.Item1.ValidDuration))).ToArray()))]);
    }

    private QuotaLimit Limit(MixerQuota quota, long max, TimeSpan? window)
    {
        var length = window is { } written && written > TimeSpan.Zero ? written : DefaultWindow;
        return (quota.RateLimitAlgorithm ?? byDefault) == QuotaAlgorithm.FixedWindow ? QuotaLimit.Fixed(max, length) : QuotaLimit.Rolling(max, length, quota.BucketDuration);
    }

    private sealed record LimitedQuota(MixerQuota Quota, QuotaLimit Limit, (ValueMap<string> Dimensions, QuotaLimit Limit)[] Overrides);

    private sealed class QuotaHandler(LimitedQuota[] quotas) : IQuotaHandler
    {
        public QuotaLimit? LimitOf(QuotaName quota, ValueMap<string> dimensions)
        {
            if (Array.Find(quotas, x => quota.IsCalled(x.Quota.Name ?? "")) is not { } limited) return null;
            foreach (var (wanted, limit) in limited.Overrides)
            {
                if (wanted.All(x => dimensions.TryGetValue(x.Key, out var value) && value == x.Value)) return limit;
            }
            return limited.Limit;
        }
    }
}

internal sealed record QuotaAdapterParams
{
    public ValueList<MixerQuota>? Quotas { get; init; }

    [ConfigAlias("min_deduplication_duration")]
    public TimeSpan? MinDeduplicationDuration { get; init; }

    [ConfigAlias("redis_server_url")]
    public string? RedisServerUrl { get; init; }

    [ConfigAlias("connection_pool_size")]
    public long? ConnectionPoolSize { get; init; }
}

internal sealed record MixerQuota
{
    public string? Name { get; init; }

    [ConfigAlias("max_amount")]
    public long? MaxAmount { get; init; }

    [ConfigAlias("valid_duration")]
    public TimeSpan? ValidDuration { get; init; }

    [ConfigAlias("bucket_duration")]
    public TimeSpan? BucketDuration { get; init; }

    [ConfigAlias("rate_limit_algorithm")]
    public QuotaAlgorithm? RateLimitAlgorithm { get; init; }

    public ValueList<MixerQuotaOverride>? Overrides { get; init; }
}

internal sealed record MixerQuotaOverride
{
    public ValueMap<string>? Dimensions { get; init; }

    [ConfigAlias("max_amount")]
    public long? MaxAmount { get; init; }

    [ConfigAlias("valid_duration")]
    public TimeSpan? ValidDuration { get; init; }
}
