using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Clusters;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>All that the endpoints of one port of a service depend on, besides the service and its rule.</summary>
/// <param name="Places">Where the client stands: of the host's policy and of each subset's.</param>
/// <param name="Network">The client's, where there are several.</param>
/// <param name="View">Networks that the client wants to see; empty: all.</param>
/// <param name="Node">The client's node, for services that stay on it.</param>
internal sealed record AssignmentKey(
    ServiceEndpoints Endpoints, PeerAuthenticationIndex Policies, ValueList<Place> Places, NetworkGateways Networks, string Network, string View, string Node,
    bool IstioDialect);

/// <summary>Makes the endpoints of one port of a service, whole or a subset, for one client.</summary>
internal sealed class AssignmentSource(ProxyContext context, Service service, ServicePort port, MergedDestinationRule? rule)
{
    private readonly MeshDefaults _mesh = MeshDefaults.Of(context.Mesh);

    public AssignmentKey KeyOf() => KeyOf(
    [
        PlaceOf(HostPolicy()),
        .. (rule?.Rule.Subsets ?? []).Select(x => PlaceOf(SubsetPolicy(x))),
    ]);

    /// <summary>Of one subset alone (empty: the whole).</summary>
    public AssignmentKey KeyOf(string subset) => KeyOf([PlaceOf(PolicyOf(subset))]);

    public bool HasSubset(string subset) => subset.Length == 0 || SubsetOf(subset) is not null;

    /// <summary>The endpoints that belong to the whole or to a subset.</summary>
    public ValueList<Endpoint> MembersOf(string subset) => AssignmentOf(subset, mutualTlsOnly: false).Members();

    /// <param name="mutualTlsOnly">Leaves out endpoints that cannot take a connection which goes to them unopened.</param>
    public Envoy.Config.Endpoint.V3.ClusterLoadAssignment Build(string name, string subset, IReadOnlyList<Endpoint> members, bool mutualTlsOnly = false)
    {
        var locality = LocalityPolicy.Of(PolicyOf(subset), service, _mesh);
        return AssignmentOf(subset, mutualTlsOnly).Build(name, members, locality, locality.PlaceOf(context.Proxy));
    }

    private LoadAssignment AssignmentOf(string subset, bool mutualTlsOnly) =>
        new(KeyOf(subset), service, port, PolicyOf(subset), SubsetOf(subset)?.Labels, mutualTlsOnly);

    private AssignmentKey KeyOf(ValueList<Place> places)
    {
        var networks = NetworkGateways.Of(context.Model);
        return new(
            HostEndpoints.Of(context, service),
            context.Model.PeerAuthentications,
            places,
            networks,
            networks.Any ? context.Proxy.Network : "",
            context.Proxy.Metadata.Text("REQUESTED_NETWORK_VIEW") ?? "",
            service.NodeLocal ? context.Proxy.NodeName : "",
            context.Proxy.IstioDialect);
    }

    private Place PlaceOf(TrafficPolicy policy) => LocalityPolicy.Of(policy, service, _mesh).PlaceOf(context.Proxy);

    private TrafficPolicy PolicyOf(string subset) => SubsetOf(subset) is { } found ? SubsetPolicy(found) : HostPolicy();

    private TrafficPolicy HostPolicy() => TrafficPolicies.ForPort(rule?.Rule.TrafficPolicy, port.Number, _mesh.Mesh.DefaultTrafficPolicy);

    private TrafficPolicy SubsetPolicy(Subset subset) => TrafficPolicies.ForSubset(HostPolicy(), subset.TrafficPolicy, port.Number);

    private Subset? SubsetOf(string name)
    {
        if (name.Length == 0) return null;
        foreach (var subset in rule?.Rule.Subsets ?? [])
        {
            if (subset.Name == name) return subset;
        }
        return null;
    }
}
