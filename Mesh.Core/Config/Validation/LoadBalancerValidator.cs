namespace Mesh.Core.Config.Validation;

internal static class LoadBalancerValidator
{
    /// <summary>Envoy's bound for a Maglev table; a prime itself.</summary>
    private const ulong MaxTableSize = 5_000_011;

    public static void Validate(string field, LoadBalancerSettings? settings, OutlierDetection? outlier, Findings findings)
    {
        if (settings is null) return;
        findings.AtMostOne(field, ("simple", settings.Simple), ("consistentHash", settings.ConsistentHash), ("backendUtilization", settings.BackendUtilization));
        findings.AtMostOne(field, ("localityLbSetting", settings.LocalityLbSetting), ("zoneAwareLbSetting", settings.ZoneAwareLbSetting));
        if (settings.ConsistentHash is { } hash) Hash($"{field}.consistentHash", hash, findings);
        if (settings.LocalityLbSetting is { } locality) LocalityValidator.Validate($"{field}.localityLbSetting", locality, outlier, findings);
        if (settings.ZoneAwareLbSetting is { } zone) LocalityValidator.Validate($"{field}.zoneAwareLbSetting", zone, findings);
        if (settings.Warmup is not { } warmup) return;
        if (warmup.Duration is null) findings.Error($"{field}.warmup.duration", "is missing");
        if (warmup.Aggression < 0) findings.Error($"{field}.warmup.aggression", $"must not be negative, but is {warmup.Aggression}");
        if (warmup.MinimumPercent > 100) findings.Error($"{field}.warmup.minimumPercent", $"must be at most 100, not {warmup.MinimumPercent}");
    }

    private static void Hash(string field, ConsistentHashLb hash, Findings findings)
    {
        findings.AtMostOne(
            field,
            ("httpHeaderName", hash.HttpHeaderName),
            ("httpCookie", hash.HttpCookie),
            ("useSourceIp", hash.UseSourceIp),
            ("httpQueryParameterName", hash.HttpQueryParameterName));
        findings.AtMostOne(field, ("ringHash", hash.RingHash), ("maglev", hash.Maglev));
        if (hash.HttpCookie is { Name: null or "" }) findings.Error($"{field}.httpCookie.name", "is missing");
        if (hash.MinimumRingSize is > 0)
        {
            findings.Warn($"{field}.minimumRingSize", "is an old place; use ringHash.minimumRingSize");
            if (hash.RingHash is not null || hash.Maglev is not null) findings.Error(field, "takes only one of minimumRingSize, and ringHash or maglev");
        }
        if (hash.Maglev is not { } maglev) return;
        var size = maglev.TableSize ?? 0;
        if (size >= MaxTableSize || !IsPrime(size)) findings.Error($"{field}.maglev.tableSize", $"must be a prime number below {MaxTableSize}, not {size}");
    }

    /// <summary>By Envoy's reckoning, where 1 is one.</summary>
    private static bool IsPrime(ulong number)
    {
        if (number == 0) return false;
        for (ulong divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }
        return true;
    }
}
