using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>Mode ALLOW_ANY_DYNAMIC_DNS: HTTP to ports that nobody listens on goes to the host that it names.</summary>
internal static class DynamicDns
{
    private const string Name = "allow_any_dynamic_dns";

    public static Filter Filter(ListenerStyle style)
    {
        var action = new RouteAction { Cluster = XdsName.DynamicDnsCluster, Timeout = Duration.FromTimeSpan(TimeSpan.Zero) };
#pragma warning disable CS0612 // as Istio sends it
        action.MaxGrpcTimeout = Duration.FromTimeSpan(TimeSpan.Zero);
#pragma warning restore CS0612
        var routes = new RouteConfiguration
        {
            Name = Name,
            ValidateClusters = false,
            IgnorePortInHostMatching = true,
            MaxDirectResponseBodySizeBytes = 1024 * 1024,
            VirtualHosts =
            {
                new VirtualHost
                {
                    Name = Name,
                    Domains = { "*" },
                    IncludeRequestAttemptCount = true,
                    Routes = { new Route { Name = Name, Match = new() { Prefix = "/" }, Route_ = action } },
                },
            },
        };
        return NetworkFilters.Filter(
            NetworkFilters.HttpConnectionManager,
            HttpConnectionManagers.Inline(style, ListenerClass.SidecarOutbound, $"outbound_virtualOutbound_{Name}", routes, Protocol.Http, 0));
    }
}
