using System.Collections.Frozen;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Type.Matcher.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using RetryPolicy = Envoy.Config.Route.V3.RetryPolicy;

namespace Mesh.Core.Checks.Invariants;

/// <summary>
/// What Envoy refuses by code and not by <c>validate.rules</c>, filed under the message that it looks at, wherever in a resource that may stand.
/// Each of them is tried on a real Envoy in the tests.
/// </summary>
internal static class EnvoyInvariants
{
    private static readonly FrozenDictionary<MessageDescriptor, Action<IMessage, Findings>> ByType = new[]
    {
        On<Listener>(Listener.Descriptor, ListenerInvariants.Listener),
        On<FilterChain>(FilterChain.Descriptor, FilterOrder.NetworkFilters),
        On<HttpConnectionManager>(HttpConnectionManager.Descriptor, FilterOrder.HttpFilters),
        On<RouteConfiguration>(RouteConfiguration.Descriptor, RouteInvariants.RouteConfiguration),
        On<VirtualHost>(VirtualHost.Descriptor, RouteInvariants.VirtualHost),
        On<Route>(Route.Descriptor, RouteInvariants.Route),
        On<RouteAction>(RouteAction.Descriptor, RouteInvariants.RouteAction),
        On<RedirectAction>(RedirectAction.Descriptor, RouteInvariants.RedirectAction),
        On<WeightedCluster>(WeightedCluster.Descriptor, RouteInvariants.WeightedCluster),
        On<RetryPolicy.Types.RetryBackOff>(RetryPolicy.Types.RetryBackOff.Descriptor, RouteInvariants.RetryBackOff),
        On<HeaderValueOption>(HeaderValueOption.Descriptor, HeaderInvariants.HeaderValueOption),
        On<Cluster>(Cluster.Descriptor, ClusterInvariants.Cluster),
        On<Cluster.Types.RingHashLbConfig>(Cluster.Types.RingHashLbConfig.Descriptor, ClusterInvariants.RingHash),
        On<Cluster.Types.MaglevLbConfig>(Cluster.Types.MaglevLbConfig.Descriptor, ClusterInvariants.Maglev),
        On<ClusterLoadAssignment>(ClusterLoadAssignment.Descriptor, ClusterInvariants.LoadAssignment),
        On<CidrRange>(CidrRange.Descriptor, AddressInvariants.CidrRange),
        On<RegexMatcher>(RegexMatcher.Descriptor, RegexInvariants.RegexMatcher),
        On<JwtAuthentication>(JwtAuthentication.Descriptor, JwtInvariants.JwtAuthentication),
    }.ToFrozenDictionary();

    public static Action<IMessage, Findings>? Of(MessageDescriptor type) => ByType.GetValueOrDefault(type);

    private static KeyValuePair<MessageDescriptor, Action<IMessage, Findings>> On<T>(MessageDescriptor type, Action<T, Findings> check)
        where T : IMessage => new(type, (message, findings) => check((T)message, findings));
}
