using System.Net;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Model;

namespace Mesh.Core.Explain.Listeners;

/// <summary>
/// Finds the listener of a connection. Redirected connections come to virtualOutbound or virtualInbound; one with use_original_dst hands them to the
/// listener of the original destination: first one of exactly this address, then one of the wildcard address and this port, else it keeps them.
/// </summary>
internal static class ListenerChoice
{
    private const int OutboundPort = 15001;
    private const int InboundPort = 15006;

    public static (Listener? Listener, Choice? Choice) Outbound(EnvoyResources resources, Connection connection, InterceptionMode interception)
    {
        var entry = interception == InterceptionMode.None ? null : resources.Listeners.FirstOrDefault(x => Port(x) == OutboundPort);
        return entry is null or { UseOriginalDst: true } ? AtDestination(resources, connection, entry) : Chosen(resources, entry, $"every redirected connection comes to port {OutboundPort}", []);
    }

    public static (Listener? Listener, Choice? Choice) Inbound(EnvoyResources resources, Connection connection, InterceptionMode interception)
    {
        var entry = interception == InterceptionMode.None ? null : resources.Listeners.FirstOrDefault(x => Port(x) == InboundPort);
        if (entry is null) return AtDestination(resources, connection, null);
        return entry.UseOriginalDst == true ? AtDestination(resources, connection, entry) : Chosen(resources, entry, $"every connection to the workload is redirected to port {InboundPort}", []);
    }

    /// <summary>Of a gateway, whose listeners have sockets of their own.</summary>
    public static (Listener? Listener, Choice? Choice) Bound(EnvoyResources resources, Connection connection) => AtDestination(resources, connection, null);

    private static (Listener?, Choice?) AtDestination(EnvoyResources resources, Connection connection, Listener? entry)
    {
        var samePort = resources.Listeners.Where(x => !ReferenceEquals(x, entry) && Addresses(x).Any(y => y.Port == connection.Port)).ToList();
        var exact = samePort.FirstOrDefault(x => Addresses(x).Any(y => y.Port == connection.Port && y.Ip.Equals(connection.Destination)));
        var passed = samePort.Where(x => x != exact && !Addresses(x).Any(y => y.Port == connection.Port && IsWildcard(y.Ip, connection.Destination)))
            .Select(x => new PassedOver(x.Name, $"is for {string.Join(", ", Addresses(x).Select(y => y.Ip))} alone")).ToList();
        if (exact is not null) return Chosen(resources, exact, $"is for exactly {connection.Destination} and port {connection.Port}", passed);
        var wildcard = samePort.FirstOrDefault(x => Addresses(x).Any(y => y.Port == connection.Port && IsWildcard(y.Ip, connection.Destination)));
        if (wildcard is not null) return Chosen(resources, wildcard, $"is for every address at port {connection.Port}", passed);
        return entry is null ? (null, null) : Chosen(resources, entry, $"no listener is for port {connection.Port}{(passed.Count > 0 ? " at this address" : "")}, so the one that takes redirected connections keeps it", passed);
    }

    private static (Listener?, Choice?) Chosen(EnvoyResources resources, Listener listener, string why, IReadOnlyList<PassedOver> passed) =>
        (listener, new(listener.Name, why, Names.Of(resources.OriginsOf(Xds.XdsType.Listener, listener.Name)), passed));

    private static int Port(Listener listener) => (int)(listener.Address?.SocketAddress?.PortValue ?? 0);

    private static IEnumerable<(IPAddress Ip, int Port)> Addresses(Listener listener) =>
        from address in new[] { listener.Address }.Concat(listener.AdditionalAddresses.Select(x => x.Address))
        where address?.AddressCase == Address.AddressOneofCase.SocketAddress
        where IPAddress.TryParse(address.SocketAddress.Address, out _)
        select (IPAddress.Parse(address.SocketAddress.Address), (int)address.SocketAddress.PortValue);

    /// <summary>The wildcard of IPv6 takes IPv4 too where it is the only one.</summary>
    private static bool IsWildcard(IPAddress ip, IPAddress? destination) =>
        (ip.Equals(IPAddress.Any) && destination is null or { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork }) && ip.Equals(IPAddress.Any)
        || (ip.Equals(IPAddress.IPv6Any) && destination is null or { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 }) && ip.Equals(IPAddress.IPv6Any);
}
