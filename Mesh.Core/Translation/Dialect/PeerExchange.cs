using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Listeners;
using Udpa.Type.V1;
using ClusterFilter = Envoy.Config.Cluster.V3.Filter;
using NetworkFilter = Envoy.Config.Listener.V3.Filter;

namespace Mesh.Core.Translation.Dialect;

/// <summary>
/// istio.metadata_exchange: two sidecars tell each other which workload they stand for, by headers of HTTP and by the first bytes of TCP. Logs and
/// metrics name the peer by it. Its messages are of Istio alone, so they travel as a TypedStruct.
/// </summary>
internal static class PeerExchange
{
    public const string Protocol = "istio-peer-exchange";

    private const string Name = "istio.metadata_exchange";
    private const string HttpMessage = "type.googleapis.com/io.istio.http.peer_metadata.Config";
    private const string TcpMessage = "type.googleapis.com/envoy.tcp.metadataexchange.config.MetadataExchange";

    private static readonly Value ByHeaders = Struct(("istio_headers", Struct()));
    private static readonly Value ByWorkload = Struct(("workload_discovery", Struct()));
    private static readonly Value ByHeadersInMesh = Struct(("istio_headers", Struct(("skip_external_clusters", Value.ForBool(true)))));

    private static readonly HttpFilter Server = Http(("downstream_discovery", [ByHeaders, ByWorkload]), ("downstream_propagation", [ByHeaders]));
    private static readonly HttpFilter Client = Http(("upstream_discovery", [ByHeaders, ByWorkload]), ("upstream_propagation", [ByHeaders]));
    private static readonly HttpFilter ClientInMesh = Http(("upstream_discovery", [ByHeaders, ByWorkload]), ("upstream_propagation", [ByHeadersInMesh]));

    private static readonly TypedStruct Tcp = new()
    {
        TypeUrl = TcpMessage,
        Value = new() { Fields = { ["enable_discovery"] = Value.ForBool(true), ["protocol"] = Value.ForString(Protocol) } },
    };

    private static readonly NetworkFilter OfListener = NetworkFilters.Filter(Name, Tcp);

    public static ClusterFilter OfCluster { get; } = new() { Name = Name, TypedConfig = TypedConfig.Pack(Tcp) };

    /// <summary>ProxyConfig.proxyHeaders.metadataExchangeHeaders: IN_MESH keeps the headers from servers outside.</summary>
    public static IEnumerable<HttpFilter> OfHttp(ListenerStyle style, ListenerClass @class)
    {
        if (!style.Traits.IstioFilters.HasFlag(IstioFilters.PeerMetadata)) return [];
        if (@class == ListenerClass.SidecarInbound) return [Server];
        return [style.Traits.ProxyConfig.ProxyHeaders?.MetadataExchangeHeaders?.Mode == MetadataExchangeMode.InMesh ? ClientInMesh : Client];
    }

    /// <summary>A server reads what its client's cluster wrote; outbound listeners hear the application, which writes nothing.</summary>
    public static IEnumerable<NetworkFilter> OfTcp(ListenerStyle style, ListenerClass @class) =>
        @class != ListenerClass.SidecarOutbound && style.Traits.IstioFilters.HasFlag(IstioFilters.MetadataExchange) ? [OfListener] : [];

    private static HttpFilter Http(params ReadOnlySpan<(string Key, Value[] Values)> fields)
    {
        var config = new TypedStruct { TypeUrl = HttpMessage, Value = new() };
        foreach (var (key, values) in fields) config.Value.Fields[key] = Value.ForList(values);
        return HttpFilters.Filter(Name, config);
    }

    private static Value Struct(params ReadOnlySpan<(string Key, Value Value)> fields)
    {
        var message = new Struct();
        foreach (var (key, value) in fields) message.Fields[key] = value;
        return Value.ForStruct(message);
    }
}
