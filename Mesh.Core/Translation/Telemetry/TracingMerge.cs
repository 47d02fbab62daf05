using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>What Telemetry.tracing of all levels says together about one side of the traffic.</summary>
internal sealed record TracingPlan
{
    public TelemetryProvider? Provider { get; init; }

    public bool Disabled { get; init; }

    public ValueMap<TracingCustomTag>? CustomTags { get; init; }

    /// <summary>Percent.</summary>
    public double? Sampling { get; init; }

    public bool UseRequestId { get; init; } = true;

    public bool? IstioTags { get; init; }

    public bool NoContextPropagation { get; init; }

    /// <returns>null when neither Telemetry nor MeshConfig's default providers speak of tracing, and the older settings hold.</returns>
    public static TracingPlan? Of(TelemetryPlan plan, MeshConfig mesh, WorkloadMode side)
    {
        var levels = plan.Levels.SelectMany(x => x.Value.Spec.Tracing ?? []).ToList();
        var byDefault = mesh.DefaultProviders?.Tracing?.FirstOrDefault();
        if (levels.Count == 0 && byDefault is null) return null;
        var merged = new TracingPlan { Provider = byDefault is null ? null : plan.Provider(byDefault) };
        foreach (var level in levels.Where(x => Sides.Match(x.Match?.Mode, side))) merged = merged.With(level, plan);
        return merged.Provider is null ? merged with { Disabled = true } : merged;
    }

    /// <summary>What is written replaces what was said above; tags as a whole.</summary>
    private TracingPlan With(Config.Tracing level, TelemetryPlan plan) => this with
    {
        Provider = level.Providers?.FirstOrDefault()?.Name is { } name ? plan.Provider(name) : Provider,
        Disabled = level.DisableSpanReporting ?? Disabled,
        CustomTags = level.CustomTags is { Count: > 0 } tags ? tags : CustomTags,
        Sampling = level.RandomSamplingPercentage ?? Sampling,
        UseRequestId = level.UseRequestIdForTraceSampling ?? UseRequestId,
        IstioTags = level.EnableIstioTags ?? IstioTags,
        NoContextPropagation = level.DisableContextPropagation ?? NoContextPropagation,
    };
}
