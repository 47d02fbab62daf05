using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.ProxyProtocol.V3;
using Envoy.Extensions.TransportSockets.RawBuffer.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Clusters;

/// <summary>The sockets that a cluster may connect with.</summary>
internal static class TransportSockets
{
    private const string TlsName = "envoy.transport_sockets.tls";
    private const string RawBufferName = "envoy.transport_sockets.raw_buffer";
    private const string ProxyProtocolName = "envoy.transport_sockets.upstream_proxy_protocol";

    /// <summary>By the endpoint's metadata: those with a sidecar over mutual TLS, all others as they are.</summary>
    public static IEnumerable<Cluster.Types.TransportSocketMatch> ByTlsMode(TransportSocket mutualTls) =>
    [
        new() { Name = "tlsMode-istio", Match = new() { Fields = { ["tlsMode"] = Value.ForString("istio") } }, TransportSocket = mutualTls },
        new() { Name = "tlsMode-disabled", Match = new(), TransportSocket = RawBuffer(RawBufferName) },
    ];

    public static TransportSocket Tls(UpstreamTlsContext context) => new() { Name = TlsName, TypedConfig = Any.Pack(context) };

    /// <summary>trafficPolicy.proxyProtocol: the client's address goes ahead of everything, TLS included.</summary>
    public static void PrependProxyProtocol(Cluster cluster, ProxyProtocol? settings)
    {
        if (settings is null) return;
        if (cluster.TransportSocketMatches.Count == 0)
        {
            cluster.TransportSocket = Wrap(cluster.TransportSocket ?? RawBuffer("raw_buffer"), settings);
            return;
        }
        foreach (var match in cluster.TransportSocketMatches) match.TransportSocket = Wrap(match.TransportSocket, settings);
    }

    private static TransportSocket Wrap(TransportSocket inner, ProxyProtocol settings) => new()
    {
        Name = ProxyProtocolName,
        TypedConfig = Any.Pack(new ProxyProtocolUpstreamTransport
        {
            Config = new() { Version = settings.Version == ProxyProtocolVersion.V2 ? ProxyProtocolConfig.Types.Version.V2 : ProxyProtocolConfig.Types.Version.V1 },
            TransportSocket = inner,
        }),
    };

    private static TransportSocket RawBuffer(string name) => new() { Name = name, TypedConfig = Any.Pack(new RawBuffer()) };
}
