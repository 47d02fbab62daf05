using Mesh.Core.Config;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>Where traffic goes that no service claims.</summary>
internal static class CatchAll
{
    public static readonly TcpPlan BlackHole = new(XdsName.BlackHoleCluster, [new(XdsName.BlackHoleCluster, 0)]) { Refuses = true };

    /// <summary>outboundTrafficPolicy: the original destination, the Sidecar's egressProxy, or nowhere.</summary>
    public static TcpPlan Plan(ProxyContext context)
    {
        var cluster = OutboundPolicies.CatchAllCluster(context);
        return new(cluster, [new(cluster, 0)]);
    }
}
