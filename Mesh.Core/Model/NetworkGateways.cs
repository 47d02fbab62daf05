using System.Net;
using System.Text.Json;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>A way into a network, for connections of mutual TLS that name by SNI whom they want.</summary>
/// <param name="Cluster">Whose endpoints it leads to first; empty where nobody said.</param>
public readonly record struct NetworkGateway(string Network, string Cluster, string Address, int Port);

/// <summary>
/// The ways into other networks: Services with the label of a network, and the gateways of meshNetworks. Compared by content, so that a change of other
/// services leaves assignments alone.
/// </summary>
public sealed class NetworkGateways : IEquatable<NetworkGateways>
{
    private const string PortLabel = "networking.istio.io/gatewayPort";
    private const string NodeSelectorAnnotation = "traffic.istio.io/nodeSelector";
    private const int DefaultPort = 15443;

    private readonly ValueList<NetworkGateway> _all;
    private readonly Dictionary<string, IReadOnlyList<NetworkGateway>> _byNetwork;
    private readonly Dictionary<(string, string), IReadOnlyList<NetworkGateway>> _byCluster;

    private NetworkGateways(IEnumerable<NetworkGateway> all)
    {
        // What is no address cannot be sent as an endpoint.
        _all =
        [
            .. all.Where(x => IPAddress.TryParse(x.Address, out _) && x.Port > 0).Distinct()
                .OrderBy(x => x.Address, StringComparer.Ordinal).ThenBy(x => x.Port).ThenBy(x => x.Network, StringComparer.Ordinal).ThenBy(x => x.Cluster, StringComparer.Ordinal),
        ];
        _byNetwork = _all.GroupBy(x => x.Network).ToDictionary(x => x.Key, x => (IReadOnlyList<NetworkGateway>)[.. x]);
        _byCluster = _all.GroupBy(x => (x.Network, x.Cluster)).ToDictionary(x => x.Key, x => (IReadOnlyList<NetworkGateway>)[.. x]);
        Scale = (uint)_byNetwork.Values.Concat(_byCluster.Values).Aggregate(1L, (scale, x) => LeastCommonMultiple(scale, x.Count));
    }

    /// <summary>Without any gateway the mesh is one network.</summary>
    public bool Any => _all.Count > 0;

    /// <summary>Weights are multiplied by it, so that each endpoint's weight divides evenly among the gateways to it.</summary>
    public uint Scale { get; }

    public static NetworkGateways Of(ServiceIndex services, WorkloadIndex workloads, MeshNetworks? networks) =>
        new(services.All.SelectMany(x => OfService(x, workloads, networks)).Concat(OfMeshNetworks(networks)));

    /// <summary>Those of the endpoint's own cluster, else all of its network; empty for a network that is reached directly.</summary>
    public IReadOnlyList<NetworkGateway> To(string network, string cluster) =>
        _byCluster.GetValueOrDefault((network, cluster)) ?? _byNetwork.GetValueOrDefault(network, []);

    public bool Equals(NetworkGateways? other) => ReferenceEquals(this, other) || (other is not null && _all.Equals(other._all));

    public override bool Equals(object? obj) => Equals(obj as NetworkGateways);

    public override int GetHashCode() => _all.GetHashCode();

    private static IEnumerable<NetworkGateway> OfService(Service service, WorkloadIndex workloads, MeshNetworks? networks)
    {
        if (service.Registry != ServiceRegistry.Kubernetes) return [];
        var doors = DoorsOf(service, networks);
        if (doors.Count == 0) return [];
        var addresses = NodeSelectorOf(service) is { } selector ? workloads.ExternalAddressesOfNodes(selector) : service.ExternalAddresses;
        return from address in addresses from door in doors select new NetworkGateway(door.Network, EndpointNetworks.ClusterId, address, service.NodePorts.GetValueOrDefault(door.Port, door.Port));
    }

    /// <summary>The service's own label, else the gateways of this cluster's network that name the service.</summary>
    private static IReadOnlyList<(string Network, int Port)> DoorsOf(Service service, MeshNetworks? networks)
    {
        if (service.Labels.TryGetValue(EndpointNetworks.Label, out var network) && network.Length > 0)
        {
            return [(network, service.Labels.TryGetValue(PortLabel, out var written) && int.TryParse(written, out var port) ? port : DefaultPort)];
        }
        if (networks is null) return [];
        return
        [
            .. (networks.Networks ?? ValueMap<Network>.Empty).Where(x => EndpointNetworks.HoldsRegistry(x.Value))
                .SelectMany(x => (x.Value.Gateways ?? []).Where(y => y.RegistryServiceName == service.Host).Select(y => (x.Key, (int)(y.Port ?? 0)))),
        ];
    }

    private static IEnumerable<NetworkGateway> OfMeshNetworks(MeshNetworks? networks) =>
        from network in networks?.Networks ?? ValueMap<Network>.Empty
        from gateway in network.Value.Gateways ?? []
        where gateway.Address is { Length: > 0 }
        select new NetworkGateway(network.Key, "", gateway.Address!, (int)(gateway.Port ?? 0));

    /// <summary>Of a service that is reached by ports of the cluster's nodes: which nodes.</summary>
    private static ValueMap<string>? NodeSelectorOf(Service service)
    {
        if (service.NodePorts.Count == 0 || !service.Annotations.TryGetValue(NodeSelectorAnnotation, out var text)) return null;
        try
        {
            return ValueMap<string>.From(JsonSerializer.Deserialize<Dictionary<string, string>>(text) ?? []);
        }
        catch (JsonException)
        {
            return ValueMap<string>.Empty;
        }
    }

    private static long LeastCommonMultiple(long a, long b)
    {
        var (x, y) = (a, b);
        while (y != 0) (x, y) = (y, x % y);
        return a / x * b;
    }
}
