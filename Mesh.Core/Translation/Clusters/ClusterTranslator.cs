namespace Mesh.Core.Translation.Clusters;

/// <summary>The clusters of a proxy.</summary>
public static class ClusterTranslator
{
    public static IEnumerable<Translated> Translate(ProxyContext context) => [];
}
