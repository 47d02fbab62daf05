using System.Net;
using System.Net.Sockets;
using Mesh.Core.Values;

namespace Mesh.Core.Security.Jwks;

/// <summary>
/// Where a URL that a user wrote into a policy may lead this program. Whoever may write a RequestAuthentication must not be able to make the control plane
/// call its own ports, its node's, or the cloud's metadata service, and read the answer.
/// </summary>
/// <param name="AllowPlaintext">http:// as well: keys could then be replaced on their way.</param>
/// <param name="Allowed">Networks that may be called although they would be refused: loopback in tests, say.</param>
public sealed record FetchGuard(bool AllowPlaintext, ValueList<IPNetwork> Allowed)
{
    /// <summary>This machine, its links, clouds' metadata services, and what is no single machine at all.</summary>
    private static readonly (IPNetwork Network, string Name)[] Forbidden =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "this machine"),
        (IPNetwork.Parse("127.0.0.0/8"), "this machine"),
        (IPNetwork.Parse("169.254.0.0/16"), "link-local, where clouds keep their metadata"),
        (IPNetwork.Parse("100.100.100.200/32"), "a cloud's metadata service"),
        (IPNetwork.Parse("192.0.0.0/24"), "reserved, and a cloud's metadata service"),
        (IPNetwork.Parse("224.0.0.0/4"), "multicast"),
        (IPNetwork.Parse("240.0.0.0/4"), "reserved"),
        (IPNetwork.Parse("::/128"), "this machine"),
        (IPNetwork.Parse("::1/128"), "this machine"),
        (IPNetwork.Parse("fe80::/10"), "link-local"),
        (IPNetwork.Parse("fec0::/10"), "site-local, long retired"),
        (IPNetwork.Parse("fd00:ec2::/32"), "a cloud's metadata service"),
        (IPNetwork.Parse("fd20:ce::/32"), "a cloud's metadata service"),
        (IPNetwork.Parse("ff00::/8"), "multicast"),
    ];

    private static readonly IPNetwork TranslatedV4 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <returns>Why the address must not be called; null when it may.</returns>
    public string? Refusal(IPAddress address)
    {
        var plain = Embedded(address);
        if (Allowed.Any(x => x.Contains(plain))) return null;
        foreach (var (network, name) in Forbidden)
        {
            if (network.Contains(plain)) return $"{address} is {name}; mesh.jwks.allowed-networks can permit it";
        }
        return null;
    }

    /// <returns>Why nothing may be fetched from there; null when it may, if its addresses may.</returns>
    public string? Refusal(string url, out Uri parsed)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out parsed!) || parsed.Scheme is not ("http" or "https")) return "it is no URL with https://";
        if (parsed.Scheme == "http" && !AllowPlaintext) return "http:// lets anyone on the way replace the keys; use https://, or permit it with mesh.jwks.allow-plaintext";
        return parsed.UserInfo.Length > 0 ? "a URL with a user name is not fetched: it would show in every log" : null;
    }

    /// <summary>An IPv4 address in the clothes of IPv6 is judged as what it is.</summary>
    private static IPAddress Embedded(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        if (TranslatedV4.Contains(address)) return new(bytes.AsSpan(12, 4));
        // ::a.b.c.d of old, and 2002:aabb:ccdd::
        if (bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && bytes.AsSpan(12, 3).IndexOfAnyExcept((byte)0) >= 0) return new(bytes.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new(bytes.AsSpan(2, 4)) : new(bytes, 0);
    }
}
