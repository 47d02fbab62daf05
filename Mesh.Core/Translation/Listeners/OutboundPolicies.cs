using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Listeners;

/// <summary>outboundTrafficPolicy: what becomes of traffic to hosts that nobody knows.</summary>
public static class OutboundPolicies
{
    /// <summary>The Sidecar's own mode, else the mesh's, else ALLOW_ANY. A Sidecar that writes a policy without a mode means REGISTRY_ONLY, as the API's zero value.</summary>
    public static OutboundTrafficPolicyMode ModeOf(ProxyContext context)
    {
        if (context.Scope.Sidecar?.OutboundTrafficPolicy is { } own) return own.Mode ?? OutboundTrafficPolicyMode.RegistryOnly;
        return context.Mesh.OutboundTrafficPolicy is { } mesh ? mesh.Mode ?? OutboundTrafficPolicyMode.RegistryOnly : OutboundTrafficPolicyMode.AllowAny;
    }

    /// <summary>The cluster that takes such traffic: the original destination, the Sidecar's egressProxy, or the black hole.</summary>
    public static string CatchAllCluster(ProxyContext context)
    {
        if (ModeOf(context) == OutboundTrafficPolicyMode.RegistryOnly) return XdsName.BlackHoleCluster;
        return EgressProxyOf(context) ?? XdsName.PassthroughCluster;
    }

    /// <returns>null when the Sidecar names none.</returns>
    public static string? EgressProxyOf(ProxyContext context) => context.Scope.Sidecar?.OutboundTrafficPolicy?.EgressProxy is { Host: { } host } proxy
        ? XdsName.Outbound((int)(proxy.Port?.Number ?? 0), proxy.Subset ?? "", Hostnames.Resolve(host, context.Scope.Config!.Namespace))
        : null;
}
