using System.Runtime.CompilerServices;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>The ways into other networks: addresses of Services that a label puts before a network. Compared by reference.</summary>
internal sealed class NetworkGateways
{
    private const string NetworkLabel = "topology.istio.io/network";
    private const string PortLabel = "networking.istio.io/gatewayPort";
    private const int DefaultPort = 15443;

    private static readonly ConditionalWeakTable<ServiceIndex, NetworkGateways> Known = [];

    private readonly Dictionary<string, IReadOnlyList<(string Address, int Port)>> _byNetwork;

    private NetworkGateways(ServiceIndex services)
    {
        _byNetwork = services.All
            .Where(x => x.Registry == ServiceRegistry.Kubernetes && x.Labels.ContainsKey(NetworkLabel))
            .SelectMany(x => x.ExternalAddresses.Select(address => (Network: x.Labels[NetworkLabel], Address: address, Port: PortOf(x))))
            .GroupBy(x => x.Network)
            .ToDictionary(
                x => x.Key,
                x => (IReadOnlyList<(string, int)>)[.. x.Select(y => (y.Address, y.Port)).Distinct().OrderBy(y => y.Address, StringComparer.Ordinal).ThenBy(y => y.Port)]);
        Scale = (uint)_byNetwork.Values.Aggregate(1L, (scale, x) => LeastCommonMultiple(scale, x.Count));
    }

    public static NetworkGateways Of(MeshModel model) => Known.GetValue(model.Services, static x => new(x));

    /// <summary>Without any gateway the mesh is one network.</summary>
    public bool Any => _byNetwork.Count > 0;

    /// <summary>Weights are multiplied by it, so that each network's weight divides evenly among its gateways.</summary>
    public uint Scale { get; }

    /// <summary>Empty for a network that is reached directly.</summary>
    public IReadOnlyList<(string Address, int Port)> Of(string network) => _byNetwork.GetValueOrDefault(network, []);

    private static int PortOf(Service service) => service.Labels.TryGetValue(PortLabel, out var written) && int.TryParse(written, out var port) ? port : DefaultPort;

    private static long LeastCommonMultiple(long a, long b)
    {
        var (x, y) = (a, b);
        while (y != 0) (x, y) = (y, x % y);
        return a / x * b;
    }
}
