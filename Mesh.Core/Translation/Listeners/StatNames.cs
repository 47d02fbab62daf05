using System.Globalization;
using System.Text;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Listeners;

/// <summary>MeshConfig.inboundClusterStatName and outboundClusterStatName: patterns over a service's names.</summary>
public static class StatNames
{
    /// <param name="service">null for traffic of no service.</param>
    /// <param name="portName">Empty where Istio does not know it.</param>
    public static string Of(string pattern, Service? service, string subset, int port, string portName = "")
    {
        var shortName = service is null ? ""
            : service.Registry == ServiceRegistry.Kubernetes ? $"{service.Name}.{service.Namespace}"
            : service.Host;
        return new StringBuilder(pattern)
            .Replace("%SERVICE%", shortName)
            .Replace("%SERVICE_NAME%", service?.Name ?? "")
            .Replace("%SERVICE_FQDN%", service?.Host ?? "")
            .Replace("%SUBSET_NAME%", subset)
            .Replace("%TARGET_PORT%", "0")
            .Replace("%SERVICE_PORT%", port.ToString(CultureInfo.InvariantCulture))
            .Replace("%SERVICE_PORT_NAME%", portName)
            .ToString();
    }
}
