using Envoy.Config.Core.V3;
using Envoy.Data.Accesslog.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Telemetry;
using Mesh.Core.Telemetry.AccessLog;

namespace Mesh.Tests.Core.Telemetry;

/// <summary>Two workloads, web and cart, and the records that their Envoys would write.</summary>
internal static class TrafficMesh
{
    public const string WebIp = "10.0.0.9";
    public const string CartIp = "10.0.0.1";
    public const string CartHost = "cart.shop.svc.cluster.local";
    public const string WebId = "spiffe://cluster.local/ns/shop/sa/web";
    public const string CartId = "spiffe://cluster.local/ns/shop/sa/cart";

    public static readonly MeshModel Model = ModelBuilder.Build(ConfigSet.Of(Objects()), new MeshConfig());

    public static readonly MeshNow Now = new(new(Model), 1);

    public static ReporterInfo Web { get; } = Reporter("web-7d4b9c-xk2p4", WebIp, "web");

    public static ReporterInfo Cart { get; } = Reporter("cart-0", CartIp, "");

    public static StreamFold Fold(ReporterInfo reporter, Reporter? side = null, SeriesNames? names = null) => new(reporter, side, names ?? new(1000), seed: 7);

    /// <summary>What web's Envoy writes of a call to cart.</summary>
    public static HTTPAccessLogEntry Outgoing(uint code = 200, int milliseconds = 12) => new()
    {
        CommonProperties = new()
        {
            DownstreamRemoteAddress = Socket(WebIp, 40_000),
            DownstreamLocalAddress = Socket("10.96.0.1", 80),
            UpstreamRemoteAddress = Socket(CartIp, 8080),
            UpstreamCluster = $"outbound|80||{CartHost}",
            TimeToLastDownstreamTxByte = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(milliseconds)),
        },
        Request = new() { Authority = "cart", Path = "/", RequestHeadersBytes = 100, RequestBodyBytes = 20 },
        Response = new() { ResponseCode = code, ResponseHeadersBytes = 50, ResponseBodyBytes = 2_000 },
    };

    /// <summary>What cart's Envoy writes of the same.</summary>
    public static HTTPAccessLogEntry Incoming(bool mutualTls = true, string from = WebIp) => new()
    {
        CommonProperties = new()
        {
            DownstreamRemoteAddress = Socket(from, 50_000),
            DownstreamDirectRemoteAddress = Socket(from, 50_000),
            DownstreamLocalAddress = Socket(CartIp, 8080),
            UpstreamRemoteAddress = Socket(CartIp, 8080),
            UpstreamCluster = "inbound|8080||",
            TimeToLastDownstreamTxByte = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(3)),
            TlsProperties = mutualTls
                ? new() { PeerCertificateProperties = new() { SubjectAltName = { new TLSProperties.Types.CertificateProperties.Types.SubjectAltName { Uri = WebId } } } }
                : null,
        },
        Request = new() { Authority = "cart", Path = "/" },
        Response = new() { ResponseCode = 200 },
    };

    public static TCPAccessLogEntry Connection(AccessLogType moment = AccessLogType.NotSet) => new()
    {
        CommonProperties = new()
        {
            DownstreamRemoteAddress = Socket(WebIp, 40_000),
            UpstreamRemoteAddress = Socket(CartIp, 9000),
            UpstreamCluster = $"outbound|9000||{CartHost}",
            AccessLogType = moment,
        },
        ConnectionProperties = new() { ReceivedBytes = 10, SentBytes = 300 },
    };

    public static Address Socket(string address, uint port) => new() { SocketAddress = new() { Address = address, PortValue = port } };

    private static ReporterInfo Reporter(string pod, string address, string account)
    {
        var (proxy, error) = ProxyReader.Read($"sidecar~{address}~{pod}.shop~shop.svc.cluster.local", $$"""{"NAMESPACE": "shop", "SERVICE_ACCOUNT": "{{account}}"}""", Mesh.Core.Model.Locality.Unknown, false);
        Assert.Null(error);
        return new(proxy, "");
    }

    private static IEnumerable<ConfigObject> Objects() => ConfigReader.Read("shop.yaml", """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec: {clusterIP: 10.96.0.1, selector: {app: cart}, ports: [{name: http, port: 80, targetPort: 8080}, {name: tcp, port: 9000}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: cart-1, namespace: shop, labels: {kubernetes.io/service-name: cart}}
        addressType: IPv4
        ports: [{name: http, port: 8080, protocol: TCP}, {name: tcp, port: 9000, protocol: TCP}]
        endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}, targetRef: {kind: Pod, namespace: shop, name: cart-0}}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: cart-0, namespace: shop, labels: {app: cart, version: v2, statefulset.kubernetes.io/pod-name: cart-0}}
        spec: {serviceAccountName: cart}
        status: {podIP: 10.0.0.1}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web-7d4b9c-xk2p4, namespace: shop, labels: {app: web, version: v1, pod-template-hash: 7d4b9c}}
        spec: {serviceAccountName: web}
        status: {podIP: 10.0.0.9}
        """).Select(x => x.Object!);
}
