using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>Telemetry objects by scope: the mesh (root namespace), a namespace, workloads. In each scope the oldest counts.</summary>
public sealed class TelemetryIndex
{
    private readonly Dictionary<string, ConfigObject<TelemetryConfig>> _namespaces = [];
    private readonly Dictionary<string, List<ConfigObject<TelemetryConfig>>> _workloads = [];
    private readonly string _rootNamespace;

    /// <param name="byAge">The oldest first.</param>
    public TelemetryIndex(IEnumerable<ConfigObject<TelemetryConfig>> byAge, string rootNamespace)
    {
        _rootNamespace = rootNamespace;
        foreach (var config in byAge)
        {
            var selects = config.Spec.Selector?.MatchLabels is { Count: > 0 } || TargetsOf(config.Spec).Any();
            if (!selects)
            {
                _namespaces.TryAdd(config.Namespace, config);
                continue;
            }
            if (!_workloads.TryGetValue(config.Namespace, out var list)) _workloads[config.Namespace] = list = [];
            list.Add(config);
        }
    }

    /// <summary>From the most general to the most special: each may override the ones before.</summary>
    public ValueList<Identity<ConfigObject<TelemetryConfig>>> Of(string @namespace, IReadOnlyDictionary<string, string> labels)
    {
        if (_namespaces.Count == 0 && _workloads.Count == 0) return [];
        var mesh = _namespaces.GetValueOrDefault(_rootNamespace);
        var own = @namespace == _rootNamespace ? null : _namespaces.GetValueOrDefault(@namespace);
        var workload = _workloads.GetValueOrDefault(@namespace, []).FirstOrDefault(x => Selects(x.Spec, labels));
        return [.. new[] { mesh, own, workload }.OfType<ConfigObject<TelemetryConfig>>().Select(x => new Identity<ConfigObject<TelemetryConfig>>(x))];
    }

    private static bool Selects(TelemetryConfig spec, IReadOnlyDictionary<string, string> labels)
    {
        var targets = TargetsOf(spec).ToList();
        if (targets.Count == 0) return Selectors.Selects(spec.Selector?.MatchLabels, labels);
        return labels.TryGetValue(PolicyIndex<TelemetryConfig>.GatewayNameLabel, out var gateway) && targets.Any(x => x.Kind == "Gateway" && x.Name == gateway);
    }

    private static IEnumerable<PolicyTargetReference> TargetsOf(TelemetryConfig spec) => spec.TargetRef is { } one ? [one, .. spec.TargetRefs ?? []] : spec.TargetRefs ?? [];
}
