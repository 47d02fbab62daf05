using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>
/// The part of the mesh that the proxies of a namespace (or of one Sidecar's workloads) may know. Shared by all proxies that it selects.
/// </summary>
public sealed class SidecarScope
{
    private readonly Dictionary<string, Service> _byHost;
    private readonly Dictionary<string, IReadOnlyList<MergedDestinationRule>> _rules = [];
    private HashSet<string>? _clientLabels;

    public SidecarScope(
        string @namespace, ConfigObject<Sidecar>? sidecar, IReadOnlyList<EgressScope> egress, IReadOnlyList<Service> services,
        Dictionary<string, Service> byHost, DestinationRuleIndex rules)
    {
        Namespace = @namespace;
        Config = sidecar;
        Egress = egress;
        Services = services;
        _byHost = byHost;
        foreach (var service in services) _rules.TryAdd(service.Host, rules.Find(@namespace, service.Host, service.Namespace));
    }

    /// <summary>Of the proxies.</summary>
    public string Namespace { get; }

    /// <summary>null: the default scope, everything that is exported to the namespace.</summary>
    public ConfigObject<Sidecar>? Config { get; }

    public Sidecar? Sidecar => Config?.Spec;

    public IReadOnlyList<EgressScope> Egress { get; }

    /// <summary>All that gets clusters: what the listeners import and what their VirtualServices lead to. In Istio's order (the oldest first).</summary>
    public IReadOnlyList<Service> Services { get; }

    /// <summary>Fully qualified host to the one service that this scope takes it for.</summary>
    public Service? Service(string host) => _byHost.GetValueOrDefault(host);

    /// <summary>The rule for a client with these labels. One that selects its workload beats one without a selector.</summary>
    public MergedDestinationRule? OutboundRule(string host, ValueMap<string> labels)
    {
        MergedDestinationRule? forAll = null;
        foreach (var rule in _rules.GetValueOrDefault(host, []))
        {
            if (rule.WorkloadSelector is not { } selector) forAll = rule;
            else if (rule.Namespace == Namespace && Selectors.Selects(selector, labels)) return rule;
        }
        return forAll;
    }

    /// <summary>The rule for a server's own clusters: workload selectors do not count.</summary>
    public MergedDestinationRule? InboundRule(string host) => _rules.GetValueOrDefault(host, []).LastOrDefault(x => x.WorkloadSelector is null);

    /// <summary>Those of a client's labels that some rule in scope looks at. Clients that agree in them are told the same.</summary>
    public ValueMap<string> ClientLabelsOf(ValueMap<string> labels)
    {
        var named = _clientLabels ??= [.. LabelsInRules()];
        return named.Count == 0 ? ValueMap<string>.Empty : ValueMap<string>.From(labels.Where(x => named.Contains(x.Key)));
    }

    private IEnumerable<string> LabelsInRules()
    {
        var selectors = _rules.Values.SelectMany(x => x).Select(x => x.WorkloadSelector);
        var matches = Egress.SelectMany(x => x.VirtualServices).SelectMany(x => SourceLabels(x.Spec));
        return selectors.Concat(matches).Where(x => x is not null).SelectMany(x => x!.Keys);
    }

    private static IEnumerable<ValueMap<string>?> SourceLabels(VirtualService spec) =>
    [
        .. (spec.Http ?? []).SelectMany(x => x.Match ?? []).Select(x => x.SourceLabels),
        .. (spec.Tcp ?? []).SelectMany(x => x.Match ?? []).Select(x => x.SourceLabels),
        .. (spec.Tls ?? []).SelectMany(x => x.Match ?? []).Select(x => x.SourceLabels),
    ];

    /// <summary>True when some rule narrows itself by the labels of the client, so that proxies of other labels are translated apart.</summary>
    public bool HasWorkloadRules => _rules.Values.Any(x => x.Any(y => y.WorkloadSelector is not null));
}
