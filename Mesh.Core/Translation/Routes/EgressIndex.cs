using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Routes;

/// <summary>An egress listener's services by port and its VirtualServices by host, so that one route configuration looks at nothing but its own.</summary>
internal sealed class EgressIndex
{
    private readonly Dictionary<int, PortServices> _byPort = [];
    private readonly PortServices _all = new();
    private readonly Dictionary<string, List<int>> _exact = [];
    private readonly Dictionary<string, int> _wildcards = [];
    private readonly List<string> _wildcardsBySpecificity;

    public EgressIndex(EgressScope scope)
    {
        Egress = scope;
        foreach (var service in scope.Services)
        {
            // What an ExternalName stands for has its names.
            if (service.Resolution == ServiceResolution.Alias) continue;
            _all.Add(service);
            foreach (var port in service.Ports)
            {
                if (!_byPort.TryGetValue(port.Number, out var services)) _byPort[port.Number] = services = new();
                services.Add(service);
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

    public EgressScope Egress { get; }

    /// <summary>All of them, in the order of their precedence.</summary>
    public IReadOnlyList<ConfigObject<VirtualService>> VirtualServices => Egress.VirtualServices;

    /// <summary>Services of every protocol.</summary>
    /// <param name="port">0: all.</param>
    public PortServices ServicesAt(int port) => port == 0 ? _all : _byPort.GetValueOrDefault(port, PortServices.None);

    /// <summary>The VirtualService that a service obeys when only wildcards are asked: null when an exact one names the host.</summary>
    public ConfigObject<VirtualService>? WildcardOf(string host) => _exact.ContainsKey(host) ? null : WildcardPlace(host) is { } place ? Egress.VirtualServices[place] : null;

    /// <summary>Those that may have something to say about these services, in the order of their precedence.</summary>
    public IReadOnlyList<ConfigObject<VirtualService>> VirtualServicesFor(PortServices services)
    {
        var places = new List<int>();
        foreach (var service in services.All)
        {
            if (_exact.TryGetValue(service.Host, out var named)) places.AddRange(named);
            else if (WildcardPlace(service.Host) is { } place) places.Add(place);
        }
        places.Sort();
        return [.. places.Distinct().Select(x => Egress.VirtualServices[x])];
    }

    private int? WildcardPlace(string host) => Hostnames.MostSpecific(host, _wildcardsBySpecificity) is { } wildcard ? _wildcards[wildcard] : null;
}
