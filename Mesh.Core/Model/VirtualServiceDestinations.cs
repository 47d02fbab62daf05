using Mesh.Core.Config;

namespace Mesh.Core.Model;

/// <summary>Every host that a VirtualService may send traffic to.</summary>
public static class VirtualServiceDestinations
{
    /// <returns>Hosts in the order of their first mention, each with the ports that are named for it; 0 stands for "no port named".</returns>
    public static IReadOnlyList<(string Host, IReadOnlySet<int> Ports)> Of(VirtualService spec)
    {
        var order = new List<(string, IReadOnlySet<int>)>();
        var byHost = new Dictionary<string, HashSet<int>>();
        foreach (var destination in All(spec))
        {
            if (destination?.Host is not { Length: > 0 } host) continue;
            if (!byHost.TryGetValue(host, out var ports))
            {
                byHost[host] = ports = [];
                order.Add((host, ports));
            }
            ports.Add((int)(destination.Port?.Number ?? 0));
        }
        return order;
    }

    private static IEnumerable<Destination?> All(VirtualService spec)
    {
        foreach (var http in spec.Http ?? [])
        {
            foreach (var route in http.Route ?? []) yield return route.Destination;
            yield return http.Mirror;
            foreach (var mirror in http.Mirrors ?? []) yield return mirror.Destination;
        }
        foreach (var tcp in spec.Tcp ?? [])
        {
            foreach (var route in tcp.Route ?? []) yield return route.Destination;
        }
        foreach (var tls in spec.Tls ?? [])
        {
            foreach (var route in tls.Route ?? []) yield return route.Destination;
        }
    }
}
