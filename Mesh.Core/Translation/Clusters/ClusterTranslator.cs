using Mesh.Core.Config;
using Mesh.Core.Translation.EnvoyFilters;
using Mesh.Core.Translation.Proxyless;

namespace Mesh.Core.Translation.Clusters;

/// <summary>The clusters of a proxy.</summary>
public static class ClusterTranslator
{
    public static IEnumerable<Translated> Translate(ProxyContext context)
    {
        var viewer = ClusterViewer.Of(context);
        var outbound = OutboundClusters.Of(context, viewer, ClusterMode.Default);
        if (context.Proxy.IsProxyless) return ProxylessClusters.Translate(context, outbound);
        if (!viewer.IsSidecar)
        {
            var gateway = outbound.Append(SpecialClusters.BlackHole(context, viewer));
            return ClusterPatches.Apply(context, context.Gateways.AutoPassthrough ? gateway.Concat(OutboundClusters.Of(context, viewer, ClusterMode.SniDnat)) : gateway);
        }
        return ClusterPatches.Apply(context,
        [
            .. outbound,
            SpecialClusters.BlackHole(context, viewer),
            SpecialClusters.Passthrough(context, viewer),
            .. AnyHost(context, viewer),
            .. InboundClusters.Of(context, viewer),
            SpecialClusters.InboundPassthrough(context, viewer),
        ]);
    }

    /// <summary>The mesh's outboundTrafficPolicy, unless the Sidecar has its own.</summary>
    private static IEnumerable<Translated> AnyHost(ProxyContext context, ClusterViewer viewer)
    {
        var mode = context.Scope.Sidecar?.OutboundTrafficPolicy?.Mode ?? context.Mesh.OutboundTrafficPolicy?.Mode;
        return mode == OutboundTrafficPolicyMode.AllowAnyDynamicDns ? [SpecialClusters.DynamicDns(context, viewer, context.Mesh.OutboundTrafficPolicy?.Tls)] : [];
    }
}
