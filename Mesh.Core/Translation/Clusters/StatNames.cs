using System.Globalization;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Clusters;

/// <summary>MeshConfig.outboundClusterStatName and inboundClusterStatName → alt_stat_name.</summary>
internal static class StatNames
{
    /// <summary>Ends the name in a statistic, so that it can be told from what follows.</summary>
    private const string Delimiter = ";";

    public static string Of(string clusterName) => clusterName + Delimiter;

    public static string Of(string pattern, Service service, ServicePort port, string subset, int targetPort) => pattern
        .Replace("%SERVICE_FQDN%", service.Host, StringComparison.Ordinal)
        .Replace("%SERVICE_NAME%", service.Name, StringComparison.Ordinal)
        .Replace("%SERVICE_PORT_NAME%", port.Name, StringComparison.Ordinal)
        .Replace("%SERVICE_PORT%", port.Number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("%TARGET_PORT%", targetPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("%SUBSET_NAME%", subset, StringComparison.Ordinal)
        .Replace("%SERVICE%", ShortHost(service), StringComparison.Ordinal) + Delimiter;

    /// <summary>Services of Kubernetes as name.namespace, others in full.</summary>
    private static string ShortHost(Service service) =>
        service.Registry == ServiceRegistry.Kubernetes ? $"{service.Name}.{service.Namespace}" : service.Host;
}
