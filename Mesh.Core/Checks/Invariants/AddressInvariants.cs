using System.Net;
using System.Net.Sockets;
using Envoy.Config.Core.V3;
using SocketAddress = Envoy.Config.Core.V3.SocketAddress;

namespace Mesh.Core.Checks.Invariants;

internal static class AddressInvariants
{
    public static void CidrRange(CidrRange range, Findings findings)
    {
        if (!IPAddress.TryParse(range.AddressPrefix, out var address))
        {
            findings.Add("address_prefix", $"'{range.AddressPrefix}' is no IP address");
            return;
        }
        var longest = Bits(address);
        if (range.PrefixLen > longest) findings.Add("prefix_len", $"must be at most {longest} for {range.AddressPrefix}, is {range.PrefixLen}");
    }

    /// <summary>The range with the bits beyond its prefix cleared, so that equal ranges are equal text.</summary>
    public static string Canonical(CidrRange range)
    {
        if (!IPAddress.TryParse(range.AddressPrefix, out var address)) return range.AddressPrefix;
        var bytes = address.GetAddressBytes();
        var kept = (int)Math.Min(range.PrefixLen ?? 0, (uint)Bits(address));
        for (var i = 0; i < bytes.Length; i++)
        {
            var bits = Math.Clamp(kept - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - bits));
        }
        return $"{new IPAddress(bytes)}/{kept}";
    }

    /// <returns>null for what is not bound to an address and port.</returns>
    public static string? Key(Address? address) => address?.AddressCase switch
    {
        Address.AddressOneofCase.SocketAddress => Key(address.SocketAddress),
        Address.AddressOneofCase.Pipe => address.Pipe.Path,
        Address.AddressOneofCase.EnvoyInternalAddress => $"internal {address.EnvoyInternalAddress.ServerListenerName}",
        _ => null,
    };

    private static string? Key(SocketAddress socket)
    {
        // Port 0 means any free one, of which two are never equal.
        if (socket.PortValue == 0) return null;
        var host = IPAddress.TryParse(socket.Address, out var ip) ? ip.ToString() : socket.Address;
        var udp = socket.Protocol == SocketAddress.Types.Protocol.Udp ? " (UDP)" : "";
        return $"{(host.Contains(':') ? $"[{host}]" : host)}:{socket.PortValue}{udp}";
    }

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
}
