using Mesh.Core.Config;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>A provider that logs, and the CEL expression that says what.</summary>
internal sealed record ChosenLog(string Provider, string? Filter);

/// <summary>Telemetry.accessLogging of all levels → the providers that log one side of the traffic. Providers of a lower level replace those above it.</summary>
internal static class LoggingMerge
{
    /// <returns>By name; null when neither Telemetry nor MeshConfig's default providers speak of logging, and the older settings hold.</returns>
    public static IReadOnlyList<ChosenLog>? Of(TelemetryPlan plan, MeshConfig mesh, WorkloadMode side)
    {
        IReadOnlyList<string> defaults = mesh.DefaultProviders?.AccessLogging ?? [];
        var levels = plan.Levels.Select(x => x.Value.Spec.AccessLogging).Where(x => x is { Count: > 0 }).ToList();
        if (levels.Count == 0) return defaults.Count == 0 ? null : [.. defaults.Order(StringComparer.Ordinal).Select(x => new ChosenLog(x, null))];

        var inScope = InScope(levels!, defaults, side);
        var chosen = new SortedDictionary<string, ChosenLog>(StringComparer.Ordinal);
        var inherited = defaults;
        foreach (var logging in levels.SelectMany(x => x!))
        {
            if (NamesOf(logging) is { Count: > 0 } own) inherited = own;
            if (!Sides.Match(logging.Match?.Mode, side)) continue;
            foreach (var name in inherited.Where(inScope.Contains))
            {
                if (logging.Disabled == true) chosen.Remove(name);
                else chosen[name] = new(name, logging.Filter?.Expression);
            }
        }
        return [.. chosen.Values];
    }

    /// <summary>The providers of the lowest level that names any for this side.</summary>
    private static HashSet<string> InScope(List<Values.ValueList<AccessLogging>> levels, IReadOnlyList<string> defaults, WorkloadMode side)
    {
        HashSet<string> names = [.. defaults];
        foreach (var level in levels)
        {
            HashSet<string> own = [.. level.Where(x => Sides.Match(x.Match?.Mode, side)).SelectMany(NamesOf)];
            if (own.Count > 0) names = own;
        }
        return names;
    }

    private static IReadOnlyList<string> NamesOf(AccessLogging logging) => [.. (logging.Providers ?? []).Select(x => x.Name).OfType<string>()];
}

/// <summary>Which side of the traffic a setting is about.</summary>
internal static class Sides
{
    public static bool Match(WorkloadMode? written, WorkloadMode side) => written is null or WorkloadMode.ClientAndServer || written == side;
}
