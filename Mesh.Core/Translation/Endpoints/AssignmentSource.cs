using Envoy.Config.Endpoint.V3;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Endpoint = Mesh.Core.Model.Endpoint;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>All that assignments of one plan depend on besides the plan.</summary>
/// <param name="Places">Where the client stands, as far as each part asks.</param>
/// <param name="Network">The client's, where there are several.</param>
/// <param name="View">Networks that the client wants to see; empty: all.</param>
/// <param name="Node">The client's node, for services that stay on it.</param>
internal sealed record AssignmentKey(
    ServiceEndpoints Endpoints, PeerAuthenticationIndex Policies, ValueList<Place> Places, NetworkGateways Networks, string Network, string View, string Node,
    bool NamesWorkloads);

/// <summary>Makes the assignments of one plan for one client.</summary>
internal sealed class AssignmentSource(ProxyContext context, AssignmentPlan plan)
{
    /// <summary>Of the whole and all subsets together.</summary>
    public AssignmentKey KeyOf() => KeyOf(plan.Parts.Select(x => x.Locality.PlaceOf(context)).ToValueList());

    public AssignmentKey KeyOf(AssignmentPlan.Part part) => KeyOf([part.Locality.PlaceOf(context)]);

    /// <summary>The endpoints that belong to a part.</summary>
    public ValueList<Endpoint> MembersOf(AssignmentPlan.Part part) => new LoadAssignment(plan.Service, part, KeyOf(part)).MembersOf(plan.Port);

    /// <param name="mutualTlsOnly">Leaves out endpoints that cannot take a connection which goes to them unopened.</param>
    public ClusterLoadAssignment Build(string name, AssignmentPlan.Part part, IReadOnlyList<Endpoint> members, bool mutualTlsOnly = false) =>
        new LoadAssignment(plan.Service, part, KeyOf(part), mutualTlsOnly).Build(name, members, part.Locality.PlaceOf(context));

    private AssignmentKey KeyOf(ValueList<Place> places)
    {
        var networks = context.Model.NetworkGateways;
        return new(
            HostEndpoints.Of(context, plan.Service),
            context.Model.PeerAuthentications,
            places,
            networks,
            networks.Any ? context.Proxy.Network : "",
            context.Proxy.Metadata.Text("REQUESTED_NETWORK_VIEW") ?? "",
            plan.Service.NodeLocal ? context.OwnNode : "",
            context.Proxy.IstioFilters != IstioFilters.None);
    }
}
