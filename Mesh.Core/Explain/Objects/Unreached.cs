using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Explain.Objects;

/// <summary>Why an object says nothing to a proxy: visibility, gateways, a Sidecar's imports, selectors, namespaces, other objects.</summary>
internal static class Unreached
{
    public static string Why(MeshModel model, ConfigObject about, Proxy proxy) => about switch
    {
        ConfigObject<VirtualService> x => OfVirtualService(model, x, proxy),
        ConfigObject<DestinationRule> x => OfDestinationRule(model, x, proxy),
        ConfigObject<ServiceSpec> or ConfigObject<ServiceEntry> => OfService(model, about.Key, proxy),
        ConfigObject<GatewayConfig> x => OfGateway(x, proxy),
        ConfigObject<Sidecar> x => OfSidecar(model, x, proxy),
        ConfigObject<PeerAuthentication> x => OfPolicy(model, x.Key, x.Spec.Selector?.MatchLabels, [], proxy),
        ConfigObject<AuthorizationPolicy> x => OfPolicy(model, x.Key, x.Spec.Selector?.MatchLabels, Targets(x.Spec.TargetRef, x.Spec.TargetRefs), proxy),
        ConfigObject<RequestAuthentication> x => OfPolicy(model, x.Key, x.Spec.Selector?.MatchLabels, Targets(x.Spec.TargetRef, x.Spec.TargetRefs), proxy),
        ConfigObject<TelemetryConfig> x => OfPolicy(model, x.Key, x.Spec.Selector?.MatchLabels, Targets(x.Spec.TargetRef, x.Spec.TargetRefs), proxy),
        ConfigObject<WasmPlugin> x => OfPolicy(model, x.Key, x.Spec.Selector?.MatchLabels, Targets(x.Spec.TargetRef, x.Spec.TargetRefs), proxy),
        ConfigObject<TrafficExtension> x => OfPolicy(model, x.Key, x.Spec.Selector?.MatchLabels, Targets(null, x.Spec.TargetRefs), proxy),
        ConfigObject<EnvoyFilter> x => OfPolicy(model, x.Key, x.Spec.WorkloadSelector?.Labels, Targets(null, x.Spec.TargetRefs), proxy),
        _ => "nothing that it is sent comes from the object",
    };

    private static string OfVirtualService(MeshModel model, ConfigObject<VirtualService> about, Proxy proxy)
    {
        if (about.Spec.Hosts is not { Count: > 0 })
        {
            var roots = model.VirtualServices.All.Where(x => VirtualServiceDelegates.Named(x).Contains(about.Key)).Select(x => Names.Of(x.Key)).ToList();
            return roots.Count == 0 ? "no VirtualService delegates to it" : $"it counts where {Words.List(roots)} counts, which delegates to it";
        }
        if (Exported(about.Spec.ExportTo, model.Mesh.DefaultVirtualServiceExportTo, about.Key, proxy) is { } hidden) return hidden;
        var gateways = VirtualServiceIndex.GatewaysOf(about).ToList();
        if (proxy.Type == ProxyType.Sidecar)
        {
            if (!gateways.Contains(VirtualServiceIndex.MeshGateway)) return $"it is bound to {Words.List(gateways.Select(x => $"gateway {x}"))} alone, and this is a sidecar";
            var scope = model.ScopeOf(proxy);
            if (!scope.Egress.Any(x => x.VirtualServices.Any(y => model.VirtualServices.OriginsOf(y).Contains(about.Key)))) return $"{NameOf(scope)} imports none of its hosts";
            return "other objects take its hosts, or none of its routes leads to a port that the proxy serves";
        }
        var named = gateways.Where(x => x != VirtualServiceIndex.MeshGateway).ToList();
        if (named.Count == 0) return "it is for sidecars alone: it names no gateway";
        var known = model.Gateways.ToLookup(x => $"{x.Namespace}/{x.Name}");
        var missing = named.Where(x => !known.Contains(x)).ToList();
        if (missing.Count == named.Count) return $"there is no {Words.List(missing.Select(x => $"gateway {x}"))}";
        if (!named.SelectMany(x => known[x]).Any(x => Selectors.Selects(x.Spec.Selector, proxy.Labels))) return $"{Words.List(named.Select(x => $"gateway {x}"))} selects other workloads";
        return "no server of its gateways serves its hosts";
    }

    private static string OfDestinationRule(MeshModel model, ConfigObject<DestinationRule> about, Proxy proxy)
    {
        if (Exported(about.Spec.ExportTo, model.Mesh.DefaultDestinationRuleExportTo, about.Key, proxy) is { } hidden) return hidden;
        var host = Hostnames.Resolve(about.Spec.Host ?? "", about.Namespace);
        var scope = model.ScopeOf(proxy);
        var services = scope.Services.Where(x => x.Host == host || (Hostnames.IsWildcard(host) && Hostnames.SubsetOf(x.Host, host))).ToList();
        if (services.Count == 0) return model.Services.All.Any(x => x.Host == host) ? $"{NameOf(scope)} does not import {host}" : $"there is no service {host}";
        if (about.Spec.WorkloadSelector?.MatchLabels is { } selector && !Selectors.Selects(selector, proxy.Labels)) return Labels(selector, proxy);
        var counting = services.Select(x => scope.OutboundRule(x.Host, proxy.Labels)).FirstOrDefault(x => x is not null && !x.From.Contains(about));
        return counting is null ? "the rule changes nothing of what it is sent" : $"{Words.List(counting.From.Select(x => Names.Of(x.Key)))} counts for {services[0].Host} here: a rule of the client's namespace comes first, then one of the service's, then the root namespace's";
    }

    private static string OfService(MeshModel model, ConfigKey key, Proxy proxy)
    {
        var own = model.Services.All.Where(x => x.Origin == key).ToList();
        if (own.Count == 0) return "it has no host with a port";
        var visible = own.Where(x => Visibility.IsVisible(x.ExportTo, x.Namespace, proxy.Namespace)).ToList();
        if (visible.Count == 0) return $"it is exported to {string.Join(", ", own[0].ExportTo)}, and the proxy is in namespace {proxy.Namespace}";
        var scope = model.ScopeOf(proxy);
        var taken = visible.Select(x => scope.Service(x.Host)).FirstOrDefault(x => x is not null && x.Origin != key);
        if (taken is not null) return $"its host {taken.Host} is {Names.Of(taken.Origin)}'s here";
        return scope.Services.Any(x => x.Origin == key) ? "it adds nothing to what the proxy is sent" : $"{NameOf(scope)} does not import it";
    }

    private static string OfGateway(ConfigObject<GatewayConfig> about, Proxy proxy)
    {
        if (proxy.Type != ProxyType.Router) return "Gateways are for gateways, and this is a sidecar";
        return about.Spec.Selector is { Count: > 0 } selector && !Selectors.Selects(selector, proxy.Labels) ? Labels(selector, proxy) : "all its servers are left out";
    }

    private static string OfSidecar(MeshModel model, ConfigObject<Sidecar> about, Proxy proxy)
    {
        if (proxy.Type != ProxyType.Sidecar) return "Sidecars are for sidecars, and this is a gateway";
        if (about.Namespace != proxy.Namespace && about.Namespace != model.RootNamespace) return Elsewhere(about.Key, proxy, model);
        if (about.Spec.WorkloadSelector?.Labels is { Count: > 0 } labels && !Selectors.Selects(labels, proxy.Labels)) return Labels(labels, proxy);
        return model.ScopeOf(proxy).Config is { } other && other.Key != about.Key ? $"{Names.Of(other.Key)} counts instead: one that selects the workload comes first, then the namespace's, then the root namespace's; of equals the oldest" : "it narrows nothing here";
    }

    private static string OfPolicy(MeshModel model, ConfigKey key, IReadOnlyDictionary<string, string>? selector, IReadOnlyList<PolicyTargetReference> targets, Proxy proxy)
    {
        if (key.Namespace != proxy.Namespace && key.Namespace != model.RootNamespace) return Elsewhere(key, proxy, model);
        if (targets.Count > 0) return $"it is attached to {Words.List(targets.Select(x => $"{x.Kind} {x.Name}"))}, which this is not";
        if (selector is not null && !Selectors.Selects(selector, proxy.Labels)) return Labels(selector, proxy);
        return "another object counts instead, or it says nothing for this kind of proxy";
    }

    private static string? Exported(ValueList<string>? own, ValueList<string>? defaults, ConfigKey key, Proxy proxy)
    {
        IReadOnlyList<string> exportTo = own is { Count: > 0 } ? own : defaults is { Count: > 0 } ? defaults : [Visibility.Public];
        return Visibility.IsVisible(exportTo, key.Namespace, proxy.Namespace) ? null : $"it is exported to {string.Join(", ", exportTo)}, and the proxy is in namespace {proxy.Namespace}";
    }

    private static string NameOf(SidecarScope scope) => scope.Config is { } sidecar ? Names.Of(sidecar.Key) : $"namespace {scope.Namespace}";

    private static string Elsewhere(ConfigKey key, Proxy proxy, MeshModel model) =>
        $"it is for namespace {key.Namespace}, and the proxy is in {proxy.Namespace}; only objects of {model.RootNamespace} are for all";

    private static string Labels(IReadOnlyDictionary<string, string> selector, Proxy proxy)
    {
        var missing = selector.Where(x => !proxy.Labels.TryGetValue(x.Key, out var value) || value != x.Value)
            .Select(x => $"{x.Key}={x.Value} is wanted, {(proxy.Labels.TryGetValue(x.Key, out var value) ? $"it has {x.Key}={value}" : "it has no such label")}");
        return $"it selects other workloads: {string.Join("; ", missing)}";
    }

    private static IReadOnlyList<PolicyTargetReference> Targets(PolicyTargetReference? one, ValueList<PolicyTargetReference>? several) => one is null ? several ?? [] : [one, .. several ?? []];
}
