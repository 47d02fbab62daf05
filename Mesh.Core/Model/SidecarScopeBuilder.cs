using System.Collections.Concurrent;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>Decides which Sidecar counts for a proxy, and what it imports.</summary>
public sealed class SidecarScopeBuilder
{
    private readonly ServiceIndex _services;
    private readonly VirtualServiceIndex _virtualServices;
    private readonly DestinationRuleIndex _rules;
    private readonly string _rootNamespace;
    private readonly Dictionary<string, List<ConfigObject<Sidecar>>> _byNamespace;
    private readonly ConcurrentDictionary<(string Namespace, ConfigObject<Sidecar>? Sidecar), SidecarScope> _scopes = [];

    public SidecarScopeBuilder(
        IEnumerable<ConfigObject<Sidecar>> byAge, ServiceIndex services, VirtualServiceIndex virtualServices, DestinationRuleIndex rules, string rootNamespace)
    {
        _services = services;
        _virtualServices = virtualServices;
        _rules = rules;
        _rootNamespace = rootNamespace;
        _byNamespace = byAge.GroupBy(x => x.Namespace).ToDictionary(x => x.Key, x => x.ToList());
    }

    /// <summary>By workload, then by namespace, then the root namespace's; the oldest of equals. Gateways have none.</summary>
    public ConfigObject<Sidecar>? Select(Proxy proxy)
    {
        if (proxy.Type != ProxyType.Sidecar) return null;
        var own = _byNamespace.GetValueOrDefault(proxy.Namespace, []);
        return own.FirstOrDefault(x => SelectorOf(x) is { } selector && Selectors.Selects(selector, proxy.Labels))
            ?? own.FirstOrDefault(x => SelectorOf(x) is null)
            ?? _byNamespace.GetValueOrDefault(_rootNamespace, []).FirstOrDefault(x => SelectorOf(x) is null);
    }

    /// <summary>Computed once per Sidecar (or per namespace without one), and kept as long as nothing that scopes are made of changes.</summary>
    public SidecarScope ScopeOf(Proxy proxy) =>
        _scopes.GetOrAdd((proxy.Namespace, Select(proxy)), static (key, builder) => builder.Build(key.Namespace, key.Sidecar), this);

    private SidecarScope Build(string @namespace, ConfigObject<Sidecar>? sidecar)
    {
        var exported = _services.VisibleTo(@namespace);
        var virtualServices = _virtualServices.For(@namespace, VirtualServiceIndex.MeshGateway);
        if (sidecar?.Spec.Egress is not { Count: > 0 } listeners)
        {
            var all = new EgressScope(null, exported, virtualServices);
            var byHost = new Dictionary<string, Service>();
            foreach (var service in exported) TakeOver(byHost, service);
            return new(@namespace, sidecar, [all], exported, byHost, _rules);
        }
        var egress = listeners.Select(x => Import(x, @namespace, exported, virtualServices)).ToList();
        var imported = new ImportedServices();
        foreach (var scope in egress)
        {
            foreach (var service in scope.Services) imported.Add(service);
            foreach (var service in Destinations(scope, @namespace)) imported.Add(service);
        }
        return new(@namespace, sidecar, egress, imported.All, imported.All.ToDictionary(x => x.Host), _rules);
    }

    private static ValueMap<string>? SelectorOf(ConfigObject<Sidecar> sidecar) =>
        sidecar.Spec.WorkloadSelector?.Labels is { Count: > 0 } labels ? labels : null;

    /// <summary>The oldest service of a host owns it, unless a Kubernetes service meets a ServiceEntry: nobody squats on its name.</summary>
    private static void TakeOver(Dictionary<string, Service> byHost, Service service)
    {
        if (!byHost.TryGetValue(service.Host, out var owner)
            || (owner.Registry != ServiceRegistry.Kubernetes && service.Registry == ServiceRegistry.Kubernetes))
        {
            byHost[service.Host] = service;
        }
    }

    private static EgressScope Import(
        IstioEgressListener listener, string @namespace, IReadOnlyList<Service> services, IReadOnlyList<ConfigObject<VirtualService>> virtualServices)
    {
        var hosts = ImportedHosts.Parse(listener.Hosts ?? [], @namespace);
        var empty = new EgressScope(listener, [], []) { Imported = hosts };
        if (hosts.Nothing) return empty;

        var selected = services.Where(x => hosts.Imports(x.Namespace, x.Host, Hostnames.SubsetOf)).Select(x => OnPort(x, empty)).OfType<Service>().ToList();
        var owner = new Dictionary<string, string>();
        foreach (var service in selected)
        {
            if (!owner.ContainsKey(service.Host) || service.Namespace == @namespace) owner[service.Host] = service.Namespace;
        }
        return empty with
        {
            Services = [.. selected.Where(x => owner[x.Host] == x.Namespace)],
            VirtualServices = [.. virtualServices.Where(x => (x.Spec.Hosts ?? []).Any(host => hosts.Imports(x.Namespace, host, Hostnames.Matches)))],
        };
    }

    private static Service? OnPort(Service service, EgressScope egress)
    {
        if (!egress.OnlyItsPort) return service;
        return service.Port((int)egress.Listener!.Port!.Number!.Value) is { } port ? service.WithPorts([port]) : null;
    }

    /// <summary>What imported VirtualServices lead to gets clusters too, though no listener of its own.</summary>
    private IEnumerable<Service> Destinations(EgressScope scope, string @namespace)
    {
        foreach (var config in scope.VirtualServices)
        {
            foreach (var (host, ports) in VirtualServiceDestinations.Of(config.Spec))
            {
                if (_services.Prefer(host, @namespace) is not { } service) continue;
                if (scope.OnlyItsPort)
                {
                    if (OnPort(service, scope) is { } narrowed) yield return narrowed;
                }
                else if (ports.Contains(0))
                {
                    yield return service;
                }
                else
                {
                    var named = service.Ports.Where(x => ports.Contains(x.Number)).ToList();
                    if (named.Count > 0) yield return service.WithPorts(named);
                }
            }
        }
    }

    /// <summary>One service a host: the first, with the ports of later ones of its namespace added.</summary>
    private sealed class ImportedServices
    {
        private readonly Dictionary<string, int> _places = [];

        public List<Service> All { get; } = [];

        public void Add(Service service)
        {
            if (!_places.TryGetValue(service.Host, out var place))
            {
                _places[service.Host] = All.Count;
                All.Add(service);
                return;
            }
            var found = All[place];
            if (found.Namespace != service.Namespace) return;
            var more = service.Ports.Where(x => found.Port(x.Number) is null).ToList();
            if (more.Count > 0) All[place] = found.WithPorts([.. found.Ports, .. more]);
        }
    }
}
