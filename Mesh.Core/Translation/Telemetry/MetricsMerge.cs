using Mesh.Core.Config;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>What a provider shall measure of one side of the traffic, beyond what it measures by itself.</summary>
/// <param name="Overrides">By metric, sorted.</param>
internal sealed record MetricsPlan(TimeSpan? ReportingInterval, IReadOnlyList<MetricPlan> Overrides);

/// <param name="Metric">As the Telemetry API names it: REQUEST_COUNT, or a metric of the user's own.</param>
/// <param name="Tags">By name, sorted.</param>
internal sealed record MetricPlan(string Metric, bool Disabled, IReadOnlyList<KeyValuePair<string, TagOverride>> Tags);

/// <summary>
/// Telemetry.metrics of all levels → what each provider measures. Providers of a lower level replace those above it; overrides are applied one after the
/// other, each to what the ones before made of a metric.
/// </summary>
internal static class MetricsMerge
{
    private static readonly string[] AllMetrics = [.. Enum.GetValues<IstioMetric>().Where(x => x != IstioMetric.AllMetrics).Select(NameOf)];

    /// <returns>The plans of the providers that measure this side, by the provider's name.</returns>
    public static IReadOnlyList<(string Provider, MetricsPlan Plan)> Of(TelemetryPlan telemetry, MeshConfig mesh, WorkloadMode side)
    {
        var defaults = Named(mesh.DefaultProviders?.Metrics ?? []);
        var levels = telemetry.Levels.SelectMany(x => x.Value.Spec.Metrics ?? []).ToList();
        // A level without providers speaks to those of the level above.
        var inherited = defaults;
        var spoken = new List<(IReadOnlyList<string> Providers, Metrics Level)>();
        foreach (var level in levels)
        {
            if (Named((level.Providers ?? []).Select(x => x.Name)) is { Count: > 0 } own) inherited = own;
            spoken.Add((inherited, level));
        }
        return [.. inherited.Distinct().Order(StringComparer.Ordinal).Select(x => (x, Plan(spoken.Where(y => y.Providers.Contains(x)).Select(y => y.Level), side))).Where(x => x.Item2 is not null)!];
    }

    /// <returns>null when everything is disabled, and nothing enabled again.</returns>
    private static MetricsPlan? Plan(IEnumerable<Metrics> levels, WorkloadMode side)
    {
        var metrics = new SortedDictionary<string, Draft>(StringComparer.Ordinal);
        TimeSpan? interval = null;
        var silent = false;
        foreach (var level in levels)
        {
            interval = level.ReportingInterval ?? interval;
            foreach (var rule in (level.Overrides ?? []).Where(x => Sides.Match(x.Match?.Mode, side)))
            {
                silent = IsAll(rule.Match) && rule.Disabled == true;
                if (silent) continue;
                foreach (var name in NamesOf(rule.Match))
                {
                    if (!metrics.TryGetValue(name, out var draft)) metrics[name] = draft = new();
                    draft.Disabled = rule.Disabled ?? draft.Disabled;
                    foreach (var (tag, change) in rule.TagOverrides ?? ValueMapOfNone) draft.Tags[tag] = change;
                }
            }
        }
        return silent ? null : new(interval, [.. metrics.Select(x => new MetricPlan(x.Key, x.Value.Disabled, [.. x.Value.Tags]))]);
    }

    private static readonly Values.ValueMap<TagOverride> ValueMapOfNone = Values.ValueMap<TagOverride>.Empty;

    private static bool IsAll(MetricSelector? match) => match?.CustomMetric is not { Length: > 0 } && match?.Metric is null or IstioMetric.AllMetrics;

    private static IEnumerable<string> NamesOf(MetricSelector? match)
    {
        if (match?.CustomMetric is { Length: > 0 } own) return [own];
        return match?.Metric is { } metric and not IstioMetric.AllMetrics ? [NameOf(metric)] : AllMetrics;
    }

    private static IReadOnlyList<string> Named(IEnumerable<string?> names) => [.. names.OfType<string>()];

    /// <summary>As it is written in YAML, which also orders them.</summary>
    private static string NameOf(IstioMetric metric) => string.Concat(metric.ToString().Select((x, i) => char.IsUpper(x) && i > 0 ? $"_{x}" : $"{char.ToUpperInvariant(x)}"));

    private sealed class Draft
    {
        public bool Disabled { get; set; }

        public SortedDictionary<string, TagOverride> Tags { get; } = new(StringComparer.Ordinal);
    }
}
