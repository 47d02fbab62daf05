using Mesh.Core.Model;

namespace Mesh.Core.Translation.Listeners;

/// <summary>The address by which a proxy's application knows a service.</summary>
public static class ServiceAddresses
{
    /// <summary>
    /// Of the proxy's address family where there is one. An automatic address counts only for proxies whose agent answers DNS
    /// (metadata DNS_CAPTURE): no one else hands it out.
    /// </summary>
    /// <returns>An address, a CIDR, or null for a service that has none.</returns>
    public static string? Of(Service service, Proxy proxy)
    {
        var all = service.Addresses;
        if (all.Count == 0)
        {
            if (service.AutoAllocatedAddresses.Count == 0 || !proxy.Metadata.Flag("DNS_CAPTURE")) return null;
            all = service.AutoAllocatedAddresses;
        }
        if (all.Count == 1) return all[0];
        if (proxy.HasIpv4 && proxy.HasIpv6) return all[0];
        foreach (var address in all)
        {
            if (address.Contains(':') == proxy.IsIpv6Only) return address;
        }
        return all[0];
    }
}
