using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Clusters;

/// <summary>Tells whether a proxy gets a cluster of a name, without making one: a look-up in what is remembered.</summary>
public static class ClusterNames
{
    public static bool Exists(ProxyContext context, string name) => name switch
    {
        XdsName.BlackHoleCluster => true,
        XdsName.PassthroughCluster or XdsName.InboundPassthroughCluster => context.Proxy.Type == Model.ProxyType.Sidecar,
        _ when name.StartsWith("outbound|", StringComparison.Ordinal) => OutboundClusters.Names(context, ClusterViewer.Of(context), name),
        _ => ClusterTranslator.Translate(context).Any(x => x.Name == name),
    };
}
