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
            var far = new SortedDictionary<string, uint>(StringComparer.Ordinal);
            foreach (var endpoint in locality)
            {
                var mutual = SpeaksMutualTls(endpoint);
                if (mutualTlsOnly && !mutual) continue;
                if (IsFar(endpoint))
                {
                    // Only mutual TLS names by SNI whom it wants behind a gateway.
                    if (mutual) far[endpoint.Network] = far.GetValueOrDefault(endpoint.Network) + WeightOf(endpoint);
                    continue;
                }
                group.Members.Add((endpoint, MessageOf(endpoint, mutual)));
            }
            foreach (var (network, weight) in far) group.Members.AddRange(Gateways(network, weight));
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
        if (key.View.Length > 0 && endpoint.Network.Length > 0 && !key.View.Split(',').Contains(endpoint.Network)) return false;
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

    private bool IsFar(Endpoint endpoint) =>
        key.Networks.Any && endpoint.Network != key.Network && key.Networks.Of(endpoint.Network).Count > 0;

    private uint WeightOf(Endpoint endpoint) => Math.Max(1, endpoint.Weight) * key.Networks.Scale;

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

    /// <summary>A network's weight, divided among its gateways.</summary>
    private IEnumerable<(Endpoint?, LbEndpoint)> Gateways(string network, uint weight)
    {
        var gateways = key.Networks.Of(network);
        foreach (var (address, number) in gateways)
        {
            yield return (null, new LbEndpoint
            {
                Endpoint = new() { Address = AddressOf(address, number) },
                LoadBalancingWeight = Math.Max(1, weight / (uint)gateways.Count),
                Metadata = MetadataOf(mutual: true, null),
            });
        }
    }

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
