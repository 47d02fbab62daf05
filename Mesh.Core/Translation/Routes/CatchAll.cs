using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Routes;

/// <summary>What happens to requests for hosts that the mesh does not know: outboundTrafficPolicy of the Sidecar, else of the mesh.</summary>
internal static class CatchAll
{
    private const string AllowAny = "allow_any";
    private const string AllowAnyDynamicDns = "allow_any_dynamic_dns";
    private const string BlockAll = "block_all";
    private const uint BadGateway = 502;

    private sealed record Input(OutboundTrafficPolicyMode Mode, string? EgressProxy, bool AttemptCount);

    public static BuiltHost Of(ProxyContext context, bool attemptCount)
    {
        var policy = context.Scope.Sidecar?.OutboundTrafficPolicy;
        // A Sidecar that writes the policy without a mode has the first one of the enum.
        var mode = policy is not null
            ? policy.Mode ?? OutboundTrafficPolicyMode.RegistryOnly
            : context.Mesh.OutboundTrafficPolicy?.Mode ?? OutboundTrafficPolicyMode.AllowAny;
        var proxy = policy?.EgressProxy is { Host: { } host } destination
            ? XdsName.Outbound((int)(destination.Port?.Number ?? 0), destination.Subset ?? "", Hostnames.Resolve(host, context.Scope.Config!.Namespace))
            : null;
        return context.Memo.GetOrAdd(new Input(mode, proxy, attemptCount), Build);
    }

    /// <summary>The host alone, for listeners that carry it inline.</summary>
    public static VirtualHost DynamicDns(bool attemptCount) => Build(new(OutboundTrafficPolicyMode.AllowAnyDynamicDns, null, attemptCount)).Message;

    private static BuiltHost Build(Input input)
    {
        var (name, cluster) = input.Mode switch
        {
            OutboundTrafficPolicyMode.AllowAny => (AllowAny, input.EgressProxy ?? XdsName.PassthroughCluster),
            OutboundTrafficPolicyMode.AllowAnyDynamicDns => (AllowAnyDynamicDns, XdsName.DynamicDnsCluster),
            _ => (BlockAll, null),
        };
        var route = new Route { Name = name, Match = Matches.Translate(null) };
        if (cluster is null)
        {
            route.DirectResponse = new() { Status = BadGateway };
        }
        else
        {
            route.Route_ = new() { Cluster = cluster };
            HttpRoutes.ApplyTimeout(route.Route_, null);
        }
        return new(VirtualHosts.New(name, ["*"], [route], input.AttemptCount));
    }
}
