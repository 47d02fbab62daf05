using Envoy.Config.Route.V3;

namespace Mesh.Core.Translation.Routes;

/// <summary>What all route configurations have in common.</summary>
internal static class RouteConfigurations
{
    /// <summary>A direct response may be as long as what the API server lets through: 1 MiB.</summary>
    private const uint MaxDirectResponseBytes = 1024 * 1024;

    /// <param name="ignorePort">Clients may write the port in the Host header or leave it out.</param>
    public static RouteConfiguration New(string name, bool ignorePort) => new()
    {
        Name = name,
        // A route may come before its cluster, or lead to one that does not exist: requests to it get 503, the configuration stands.
        ValidateClusters = false,
        IgnorePortInHostMatching = ignorePort,
        MaxDirectResponseBodySizeBytes = MaxDirectResponseBytes,
    };
}
