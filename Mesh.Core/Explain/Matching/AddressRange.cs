using System.Net;
using System.Net.Sockets;
using Envoy.Config.Core.V3;

namespace Mesh.Core.Explain.Matching;

/// <summary>envoy.config.core.v3.CidrRange.</summary>
internal static class AddressRange
{
    public static bool Contains(CidrRange range, IPAddress? address)
    {
        if (address is null || !IPAddress.TryParse(range.AddressPrefix, out var prefix)) return false;
        if (address.IsIPv4MappedToIPv6 && prefix.AddressFamily == AddressFamily.InterNetwork) address = address.MapToIPv4();
        if (prefix.AddressFamily != address.AddressFamily) return false;
        var (left, right) = (prefix.GetAddressBytes(), address.GetAddressBytes());
        var bits = Math.Min(Length(range), left.Length * 8);
        for (var i = 0; i < bits; i++)
        {
            var mask = 0x80 >> (i % 8);
            if ((left[i / 8] & mask) != (right[i / 8] & mask)) return false;
        }
        return true;
    }

    public static int Length(CidrRange range) => (int)(range.PrefixLen ?? 0);

    public static string Describe(CidrRange range) => $"{range.AddressPrefix}/{Length(range)}";
}
