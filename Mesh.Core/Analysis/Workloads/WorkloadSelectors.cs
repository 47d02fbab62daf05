using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Workloads;

/// <summary>What selects workloads, of every kind that does: something has those labels. Policies reach the workload of a Kubernetes Gateway by targetRefs only.</summary>
internal sealed class WorkloadSelectors : Analyzer
{
    private static readonly ValueList<Selecting> Kinds =
    [
        new(ConfigKind.Gateway, "spec.selector", x => ((GatewayConfig)x).Selector, Anywhere: true, IsPolicy: false),
        new(ConfigKind.Sidecar, "spec.workloadSelector.labels", x => ((Sidecar)x).WorkloadSelector?.Labels, Anywhere: false, IsPolicy: false),
        new(ConfigKind.DestinationRule, "spec.workloadSelector.matchLabels", x => ((DestinationRule)x).WorkloadSelector?.MatchLabels, Anywhere: false, IsPolicy: false),
        new(ConfigKind.ServiceEntry, "spec.workloadSelector.labels", x => ((ServiceEntry)x).WorkloadSelector?.Labels, Anywhere: false, IsPolicy: false),
        new(ConfigKind.EnvoyFilter, "spec.workloadSelector.labels", x => ((EnvoyFilter)x).WorkloadSelector?.Labels, Anywhere: false, IsPolicy: false),
        new(ConfigKind.ProxyConfig, "spec.selector.matchLabels", x => ((ProxyConfigSpec)x).Selector?.MatchLabels, Anywhere: false, IsPolicy: false),
        new(ConfigKind.PeerAuthentication, "spec.selector.matchLabels", x => ((PeerAuthentication)x).Selector?.MatchLabels, Anywhere: false, IsPolicy: false),
        new(ConfigKind.RequestAuthentication, "spec.selector.matchLabels", x => ((RequestAuthentication)x).Selector?.MatchLabels, Anywhere: false, IsPolicy: true),
        new(ConfigKind.AuthorizationPolicy, "spec.selector.matchLabels", x => ((AuthorizationPolicy)x).Selector?.MatchLabels, Anywhere: false, IsPolicy: true),
        new(ConfigKind.Telemetry, "spec.selector.matchLabels", x => ((TelemetryConfig)x).Selector?.MatchLabels, Anywhere: false, IsPolicy: true),
        new(ConfigKind.WasmPlugin, "spec.selector.matchLabels", x => ((WasmPlugin)x).Selector?.MatchLabels, Anywhere: false, IsPolicy: true),
        new(ConfigKind.TrafficExtension, "spec.selector.matchLabels", x => ((TrafficExtension)x).Selector?.MatchLabels, Anywhere: false, IsPolicy: true),
    ];

    public override ValueList<FindingCode> Codes => [FindingCodes.NoMatchingWorkloads, FindingCodes.IneffectiveSelector];

    public override ValueList<ConfigKind> Reads => [.. Kinds.Select(x => x.Kind), ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        if (!input.Workloads.Any) return;
        foreach (var kind in Kinds)
        {
            foreach (var config in input.OfKind(kind.Kind))
            {
                if (kind.Labels(config.SpecObject) is { Count: > 0 } labels) Check(input, kind, config, labels, sink);
            }
        }
    }

    private static void Check(AnalysisInput input, Selecting kind, ConfigObject config, ValueMap<string> labels, FindingSink sink)
    {
        var ns = kind.Anywhere || config.Namespace == input.Parts.RootNamespace ? null : config.Namespace;
        // Files may hold the policies of a namespace and not its workloads.
        if (ns is not null && !input.IsLive && input.Workloads.In(ns).Count == 0) return;
        var selected = input.Workloads.Selected(ns, labels).ToList();
        if (selected.Count == 0)
        {
            sink.Add(FindingCodes.NoMatchingWorkloads, config, kind.Field, $"no workload{(ns is null ? "" : $" of namespace {ns}")} has {string.Join(", ", labels.Select(x => $"{x.Key}={x.Value}"))}, so this applies to nothing", Cure(input, ns, labels));
        }
        else if (kind.IsPolicy && selected.TrueForAll(x => x.KubernetesGateway is not null))
        {
            sink.Add(FindingCodes.IneffectiveSelector, config, kind.Field, $"selects the workload of the Kubernetes Gateway {selected[0].KubernetesGateway}, where a selector has no effect", "attach it by targetRefs");
        }
    }

    /// <summary>The value of a label is what is mistaken most often.</summary>
    private static string Cure(AnalysisInput input, string? ns, ValueMap<string> labels)
    {
        foreach (var (key, value) in labels)
        {
            var values = (ns is null ? input.Workloads.All : input.Workloads.In(ns)).Select(x => x.Labels.GetValueOrDefault(key)).OfType<string>().Distinct().Take(100).ToList();
            if (!values.Contains(value) && Config.Binding.NearestName.Find(value, values) is { } near) return $"did you mean {key}={near}?";
        }
        return "correct the labels, or remove the object";
    }

    /// <param name="Anywhere">Whether it selects in every namespace.</param>
    /// <param name="IsPolicy">Whether targetRefs are its other way to be attached.</param>
    private sealed record Selecting(ConfigKind Kind, string Field, Func<object, ValueMap<string>?> Labels, bool Anywhere, bool IsPolicy);
}
