using Envoy.Config.Core.V3;

namespace Mesh.Core.Translation.Listeners;

/// <summary>Addresses as Envoy's messages.</summary>
public static class Addresses
{
    private const string UnixScheme = "unix://";

    /// <param name="address">An IP address, or <c>unix://</c> and a path (an @ first: an abstract socket).</param>
    public static Address Socket(string address, int port) => address.StartsWith(UnixScheme, StringComparison.Ordinal)
        ? new() { Pipe = new() { Path = address[UnixScheme.Length..] } }
        : new() { SocketAddress = new() { Address = address, PortValue = (uint)port } };
}
