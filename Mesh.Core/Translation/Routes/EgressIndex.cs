using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Routes;

/// <summary>An egress listener's services by port and its VirtualServices by host, so that one route configuration looks at nothing but its own.</summary>
internal sealed class EgressIndex
{
    private readonly Dictionary<int, SortedDictionary<string, Service>> _byPort = [];
    private readonly SortedDictionary<string, Service> _all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _exact = [];
    private readonly Dictionary<string, int> _wildcards = [];
    private readonly List<string> _wildcardsBySpecificity;
    private readonly EgressScope _scope;

    public EgressIndex(EgressScope scope)
    {
        _scope = scope;
        foreach (var service in scope.Services)
        {
            // What an ExternalName stands for has its names. Of several services of a host the last one counts.
            if (service.Resolution == ServiceResolution.Alias) continue;
            _all[service.Host] = service;
            foreach (var port in service.Ports)
            {
                if (!_byPort.TryGetValue(port.Number, out var hosts)) _byPort[port.Number] = hosts = new(StringComparer.Ordinal);
                hosts[service.Host] = service;
            }
        }
        for (var place = 0; place < scope.VirtualServices.Count; place++)
        {
            foreach (var host in scope.VirtualServices[place].Spec.Hosts ?? [])
            {
                if (Hostnames.IsWildcard(host)) _wildcards.TryAdd(host, place);
                else if (_exact.TryGetValue(host, out var places)) places.Add(place);
                else _exact[host] = [place];
            }
        }
        _wildcardsBySpecificity = [.. _wildcards.Keys.Order(Comparer<string>.Create(Hostnames.CompareSpecificity))];
    }

    /// <summary>All of them, in the order of their precedence.</summary>
    public IReadOnlyList<ConfigObject<VirtualService>> VirtualServices => _scope.VirtualServices;

    /// <summary>Services by host, of every protocol; ordered by host.</summary>
    /// <param name="port">0: all.</param>
    public IReadOnlyDictionary<string, Service> ServicesAt(int port) => port == 0 ? _all : _byPort.GetValueOrDefault(port) ?? [];

    /// <summary>The VirtualService that a service obeys when only wildcards are asked: null when an exact one names the host.</summary>
    public ConfigObject<VirtualService>? WildcardOf(string host) => _exact.ContainsKey(host) ? null : WildcardPlace(host) is { } place ? _scope.VirtualServices[place] : null;

    /// <summary>Those that may have something to say about these hosts, in the order of their precedence.</summary>
    public IEnumerable<ConfigObject<VirtualService>> VirtualServicesFor(IEnumerable<string> hosts)
    {
        var places = new SortedSet<int>();
        foreach (var host in hosts)
        {
            if (_exact.TryGetValue(host, out var named)) places.UnionWith(named);
            else if (WildcardPlace(host) is { } place) places.Add(place);
        }
        return places.Select(x => _scope.VirtualServices[x]);
    }

    private int? WildcardPlace(string host) => Hostnames.MostSpecific(host, _wildcardsBySpecificity) is { } wildcard ? _wildcards[wildcard] : null;
}
