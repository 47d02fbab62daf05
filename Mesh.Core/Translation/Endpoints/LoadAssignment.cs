using System.Net;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Clusters;
using Mesh.Core.Values;
using Endpoint = Mesh.Core.Model.Endpoint;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>Endpoints of one cluster → ClusterLoadAssignment: which of them, grouped by locality, with weight, health and tlsMode.</summary>
internal sealed class LoadAssignment(Service service, AssignmentPlan.Part part, AssignmentKey key, bool mutualTlsOnly = false)
{
    private const string UnixPrefix = "unix://";

    /// <summary>The endpoints of the port that belong to this cluster.</summary>
    public ValueList<Endpoint> MembersOf(ServicePort port) => [.. key.Endpoints.OfPort(port).Where(Takes)];

    public ClusterLoadAssignment Build(string name, IReadOnlyList<Endpoint> members, Place place)
    {
        var built = new ClusterLoadAssignment { ClusterName = name };
        built.Endpoints.AddRange(LocalityLoadBalancing.Apply(Groups(members), part.Locality, place).Select(x => x.Build()));
        return built;
    }

    private List<LocalityGroup> Groups(IReadOnlyList<Endpoint> members)
    {
        var groups = new List<LocalityGroup>();
        foreach (var locality in members.GroupBy(x => x.Locality).OrderBy(x => x.Key.ToString(), StringComparer.Ordinal))
        {
            var group = new LocalityGroup(locality.Key);
            var far = new Dictionary<NetworkGateway, ulong>();
            foreach (var endpoint in locality)
            {
                var mutual = SpeaksMutualTls(endpoint);
                if (mutualTlsOnly && !mutual) continue;
                if (GatewaysTo(endpoint) is { Count: > 0 } gateways)
                {
                    // Only mutual TLS names by SNI whom it wants behind a gateway.
                    foreach (var gateway in mutual ? gateways : []) far[gateway] = far.GetValueOrDefault(gateway) + WeightOf(endpoint) / (uint)gateways.Count;
                    continue;
                }
                group.Members.Add((endpoint, MessageOf(endpoint, mutual)));
            }
            group.Members.AddRange(far.OrderBy(x => x.Key.Address, StringComparer.Ordinal).ThenBy(x => x.Key.Port).Select(x => (InPlaceOf(x.Key), MessageOf(x.Key, x.Value))));
            groups.Add(group);
        }
        return groups;
    }

    private bool Takes(Endpoint endpoint)
    {
        if (endpoint.Health == EndpointHealth.Unhealthy && part.Policy.OutlierDetection?.MinHealthPercent > 0) return false;
        if (endpoint.Health == EndpointHealth.Draining && !service.KeepsSessions) return false;
        if (!Selectors.Selects(part.Labels, endpoint.Labels)) return false;
        if (service.NodeLocal && endpoint.NodeName != key.Node) return false;
        if (key.Networks.Any && key.View.Length > 0 && endpoint.Network.Length > 0 && !key.View.Split(',').Contains(endpoint.Network)) return false;
        // What is no address must be looked up, which EDS does not do.
        return DiscoveryTypes.IsDns(service) || endpoint.Address.StartsWith(UnixPrefix, StringComparison.Ordinal) || IPAddress.TryParse(endpoint.Address, out _);
    }

    /// <summary>The rule's tls first; without one, whether the workload has a sidecar that its PeerAuthentication does not tell to refuse.</summary>
    private bool SpeaksMutualTls(Endpoint endpoint)
    {
        if (!endpoint.TlsModeIstio) return false;
        if (part.Policy.Tls is { } tls) return tls.Mode == ClientTlsSettingsTlsMode.IstioMutual;
        return key.Policies.Of(endpoint.Namespace, endpoint.Labels).OfPort(endpoint.Port) != MutualTlsMode.Disable;
    }

    /// <returns>Empty for an endpoint that the client reaches directly: of its own network, of none, or of one without gateways.</returns>
    private IReadOnlyList<NetworkGateway> GatewaysTo(Endpoint endpoint) =>
        !key.Networks.Any || key.Network.Length == 0 || endpoint.Network.Length == 0 || endpoint.Network == key.Network ? [] : key.Networks.To(endpoint.Network, endpoint.ClusterId);

    private uint WeightOf(Endpoint endpoint) => (uint)Math.Min(uint.MaxValue, Math.Max(1UL, endpoint.Weight) * key.Networks.Scale);

    private LbEndpoint MessageOf(Endpoint endpoint, bool mutual) => new()
    {
        Endpoint = new() { Address = AddressOf(endpoint.Address, endpoint.Port) },
        HealthStatus = endpoint.Declared ? HealthStatus.Unknown : endpoint.Health switch
        {
            EndpointHealth.Unhealthy => HealthStatus.Unhealthy,
            EndpointHealth.Draining => HealthStatus.Draining,
            _ => HealthStatus.Healthy,
        },
        LoadBalancingWeight = WeightOf(endpoint),
        Metadata = MetadataOf(mutual, key.NamesWorkloads ? Workload(endpoint) : null),
    };

    /// <summary>What failoverPriority can know of whoever is behind a gateway.</summary>
    private static Endpoint InPlaceOf(NetworkGateway gateway) => new()
    {
        Address = gateway.Address,
        Port = gateway.Port,
        ServicePortName = "",
        Namespace = "",
        Network = gateway.Network,
        ClusterId = gateway.Cluster,
    };

    /// <param name="weight">Its part of the weights of all that it leads to.</param>
    private static LbEndpoint MessageOf(NetworkGateway gateway, ulong weight) => new()
    {
        Endpoint = new() { Address = AddressOf(gateway.Address, gateway.Port) },
        LoadBalancingWeight = (uint)Math.Clamp(weight, 1, uint.MaxValue),
        Metadata = MetadataOf(mutual: true, null),
    };

    private static Address AddressOf(string address, int port) => address.StartsWith(UnixPrefix, StringComparison.Ordinal)
        ? new() { Pipe = new() { Path = address[UnixPrefix.Length..] } }
        : new() { SocketAddress = new() { Address = address, PortValue = (uint)port } };

    private static Metadata MetadataOf(bool mutual, string? workload)
    {
        var metadata = new Metadata();
        if (mutual) metadata.FilterMetadata["envoy.transport_socket_match"] = new() { Fields = { ["tlsMode"] = Value.ForString("istio") } };
        if (workload is not null) metadata.FilterMetadata["istio"] = new() { Fields = { ["workload"] = Value.ForString(workload) } };
        return metadata;
    }

    /// <summary>workload;namespace;service;revision;cluster, which clients' telemetry reads.</summary>
    private static string Workload(Endpoint endpoint)
    {
        string First(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (endpoint.Labels.TryGetValue(name, out var value)) return value;
            }
            return "";
        }

        var canonical = First("service.istio.io/canonical-name", "app.kubernetes.io/name", "app");
        var revision = First("service.istio.io/canonical-revision", "app.kubernetes.io/version", "version");
        return $"{endpoint.WorkloadName};{endpoint.Namespace};{(canonical.Length > 0 ? canonical : endpoint.WorkloadName)};{revision};{endpoint.ClusterId}";
    }
}
