using System.Globalization;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Telemetry.AccessLog;

/// <summary>
/// Finds out who talked to whom. A stock Envoy says addresses, the upstream cluster and the client's certificate; the rest the mesh knows: the
/// reporter is a proxy with a node, addresses are pods or endpoints, clusters and inbound ports are services.
/// </summary>
public static class SeriesResolver
{
    public static SeriesKey Resolve(EntryFacts entry, ReporterInfo reporter, PeerDirectory mesh)
    {
        var side = SideOf(entry, reporter);
        var edge = side == Reporter.Destination ? Inbound(entry, reporter, mesh) : Outbound(entry, reporter, mesh);
        return entry.IsTcp
            ? new(edge, "", entry.Flags, "")
            : new(edge, entry.Code.ToString(CultureInfo.InvariantCulture), entry.Flags, entry.IsGrpc ? entry.GrpcStatus : "");
    }

    /// <summary>The log's own word first, then the cluster; a request that reached none was answered by the listener that it came to.</summary>
    private static Reporter SideOf(EntryFacts entry, ReporterInfo reporter)
    {
        if (entry.Side is { } said) return said;
        if (reporter.IsGateway) return Reporter.Source;
        if (entry.UpstreamCluster.StartsWith("inbound", StringComparison.Ordinal) || entry.UpstreamCluster == XdsName.InboundPassthroughCluster) return Reporter.Destination;
        if (entry.UpstreamCluster.Length > 0) return Reporter.Source;
        return reporter.IsOwn(entry.LocalAddress) && !reporter.IsOwn(entry.ClientAddress) ? Reporter.Destination : Reporter.Source;
    }

    private static EdgeKey Outbound(EntryFacts entry, ReporterInfo reporter, PeerDirectory mesh)
    {
        var source = Self(reporter, mesh, entry.ClientAddress);
        var destination = entry.UpstreamAddress.Length > 0 ? mesh.At(entry.UpstreamAddress) : Peer.Unknown;
        var protocol = Protocol(entry);
        if (XdsName.ParseOutbound(entry.UpstreamCluster) is not { } target)
        {
            var name = entry.UpstreamCluster is XdsName.PassthroughCluster or XdsName.BlackHoleCluster or XdsName.DynamicDnsCluster ? entry.UpstreamCluster : Peer.UnknownName;
            return new(Reporter.Source, source, destination, name, name, Peer.UnknownName, protocol, ConnectionSecurity.Unknown);
        }
        var service = mesh.ServiceOf(target.Host);
        return new(Reporter.Source, source, destination, target.Host, service?.Name ?? target.Host, service?.Namespace ?? Peer.UnknownName, protocol, ConnectionSecurity.Unknown);
    }

    private static EdgeKey Inbound(EntryFacts entry, ReporterInfo reporter, PeerDirectory mesh)
    {
        var source = mesh.At(entry.ClientAddress);
        if (entry.PeerUri.Length > 0) source = Proven(source, entry.PeerUri);
        var own = entry.LocalAddress.Length > 0 ? entry.LocalAddress : entry.UpstreamAddress;
        var destination = Self(reporter, mesh, own);
        var service = ServiceOf(entry, reporter, mesh, own);
        return new(
            Reporter.Destination,
            source,
            destination,
            service?.Host ?? Peer.UnknownName,
            service?.Name ?? (entry.UpstreamCluster == XdsName.InboundPassthroughCluster ? entry.UpstreamCluster : Peer.UnknownName),
            service?.Namespace ?? destination.Namespace,
            Protocol(entry),
            entry.MutualTls ? ConnectionSecurity.MutualTls : ConnectionSecurity.None);
    }

    private static Service? ServiceOf(EntryFacts entry, ReporterInfo reporter, PeerDirectory mesh, string own)
    {
        var port = InboundPort(entry.UpstreamCluster) ?? entry.LocalPort;
        if (mesh.ServiceAt(own, port, entry.Authority) is { } found) return found;
        foreach (var address in reporter.Proxy?.IpAddresses ?? [])
        {
            if (mesh.ServiceAt(address, port, entry.Authority) is { } service) return service;
        }
        return null;
    }

    /// <summary>A certificate outweighs an address: it was proven, and the address may be a proxy's in between.</summary>
    private static Peer Proven(Peer byAddress, string uri)
    {
        if (byAddress.Principal == uri) return byAddress;
        var parts = uri.Split('/');
        var isWorkload = parts is [_, _, _, "ns", _, "sa", _];
        if (!isWorkload) return byAddress with { Principal = uri };
        return byAddress.Namespace == parts[4] ? byAddress with { Principal = uri } : Peer.Unknown with { Namespace = parts[4], Principal = uri };
    }

    private static Peer Self(ReporterInfo reporter, PeerDirectory mesh, string address)
    {
        if (reporter.Proxy is not { } proxy) return mesh.At(address);
        var own = mesh.OfProxy(proxy);
        return reporter.ProvenId.Length > 0 ? own with { Principal = reporter.ProvenId } : own;
    }

    private static string Protocol(EntryFacts entry) => entry.IsTcp ? "tcp" : entry.IsGrpc ? "grpc" : "http";

    /// <summary><c>inbound|9080||</c> → 9080.</summary>
    private static int? InboundPort(string cluster)
    {
        var parts = cluster.Split('|');
        return parts is ["inbound", var port, ..] && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
