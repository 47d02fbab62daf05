namespace Mesh.Core.Translation.Endpoints;

/// <summary>The endpoints of one cluster of a proxy.</summary>
public static class EndpointTranslator
{
    /// <returns>null when no cluster of that name takes its endpoints from here.</returns>
    public static Translated? Translate(ProxyContext context, string clusterName) => null;
}
