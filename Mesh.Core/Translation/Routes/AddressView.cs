using Mesh.Core.Model;

namespace Mesh.Core.Translation.Routes;

/// <summary>Which of a service's addresses a client uses.</summary>
/// <param name="Automatic">Its agent answers DNS (metadata DNS_CAPTURE) and so hands out automatic addresses too.</param>
internal readonly record struct AddressView(bool Ipv4, bool Ipv6, bool Automatic)
{
    private const string Unspecified = "0.0.0.0";

    public static AddressView Of(Proxy proxy) => new(proxy.HasIpv4, proxy.HasIpv6, proxy.Metadata.Flag("DNS_CAPTURE"));

    /// <returns>Of the client's one family where there is such, else the first; null for a service that has none.</returns>
    public string? Of(Service service)
    {
        var all = service.Addresses.Count == 0 && Automatic ? service.AutoAllocatedAddresses : service.Addresses;
        if (all.Count == 0) return null;
        var chosen = all[0];
        if (Ipv4 != Ipv6)
        {
            var wanted = Ipv6;
            chosen = all.FirstOrDefault(x => x.Contains(':') == wanted) ?? chosen;
        }
        return chosen.Length > 0 && chosen != Unspecified ? chosen : null;
    }
}
