using Envoy.Config.Core.V3;
using Envoy.Data.Accesslog.V3;
using Envoy.Service.Accesslog.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Bench.Telemetry;

/// <summary>A mesh of N services with one pod each, and the access logs that their sidecars would write: each calls ten others.</summary>
internal sealed class LoggedMesh(int services)
{
    private const int Calls = 10;

    public void Write(string directory)
    {
        foreach (var i in Enumerable.Range(0, services)) File.WriteAllText(Path.Combine(directory, $"service-{i}.yaml"), Objects(i));
    }

    /// <summary>The first message of a stream.</summary>
    public static byte[] Hello(int proxy) => new StreamAccessLogsMessage
    {
        Identifier = new()
        {
            LogName = "actormesh_outbound",
            Node = new() { Id = $"sidecar~{Address(proxy)}~service-{proxy}-0.default~default.svc.cluster.local" },
        },
    }.ToByteArray();

    /// <summary>What one sidecar sends at once.</summary>
    public byte[] Batch(int proxy, int entries, Random random)
    {
        var message = new StreamAccessLogsMessage { HttpLogs = new() };
        for (var i = 0; i < entries; i++) message.HttpLogs.LogEntry.Add(Entry(proxy, (proxy + 1 + random.Next(Calls)) % services, random));
        return message.ToByteArray();
    }

    /// <summary>As Envoy 1.40 writes it: of some 700 bytes.</summary>
    private static HTTPAccessLogEntry Entry(int from, int to, Random random) => new()
    {
        ProtocolVersion = HTTPAccessLogEntry.Types.HTTPVersion.Http11,
        CommonProperties = new()
        {
            SampleRate = 1,
            DownstreamRemoteAddress = Socket(Address(from), (uint)random.Next(30_000, 60_000)),
            DownstreamLocalAddress = Socket($"10.96.{to / 250}.{to % 250}", 80),
            DownstreamDirectRemoteAddress = Socket(Address(from), (uint)random.Next(30_000, 60_000)),
            UpstreamRemoteAddress = Socket(Address(to), 8080),
            UpstreamLocalAddress = Socket(Address(from), (uint)random.Next(30_000, 60_000)),
            UpstreamCluster = $"outbound|80||service-{to}.default.svc.cluster.local",
            StartTime = new Timestamp { Seconds = 1_764_000_000 + random.Next(1000), Nanos = random.Next(1_000_000_000) },
            TimeToLastRxByte = Nanos(random.Next(100_000)),
            TimeToFirstUpstreamTxByte = Nanos(random.Next(1_000_000)),
            TimeToLastUpstreamTxByte = Nanos(random.Next(1_000_000)),
            TimeToFirstUpstreamRxByte = Nanos(random.Next(50_000_000)),
            TimeToLastUpstreamRxByte = Nanos(random.Next(50_000_000)),
            TimeToFirstDownstreamTxByte = Nanos(random.Next(50_000_000)),
            TimeToLastDownstreamTxByte = Nanos(random.Next(50_000_000)),
            Duration = Nanos(random.Next(50_000_000)),
            RouteName = "default",
            StreamId = Guid.NewGuid().ToString(),
            UpstreamRequestAttemptCount = 1,
            DownstreamWireBytesReceived = 400,
            DownstreamWireBytesSent = 2_000,
            UpstreamWireBytesReceived = 2_000,
            UpstreamWireBytesSent = 500,
            AccessLogType = AccessLogType.DownstreamEnd,
        },
        Request = new()
        {
            RequestMethod = RequestMethod.Get,
            Scheme = "http",
            Authority = $"service-{to}",
            Path = $"/api/v1/things/{random.Next(100_000)}",
            UserAgent = "Go-http-client/1.1",
            RequestId = Guid.NewGuid().ToString(),
            RequestHeadersBytes = 400,
            RequestBodyBytes = (ulong)random.Next(1_000),
            RequestHeaders = { ["content-type"] = "application/json" },
        },
        Response = new()
        {
            ResponseCode = random.Next(100) == 0 ? 503u : 200u,
            ResponseHeadersBytes = 150,
            ResponseBodyBytes = (ulong)random.Next(10_000),
            ResponseCodeDetails = "via_upstream",
        },
    };

    private static string Objects(int i) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: service-{{i}}, namespace: default}
        spec: {clusterIP: 10.96.{{i / 250}}.{{i % 250}}, selector: {app: service-{{i}}}, ports: [{name: http, port: 80, targetPort: 8080}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: service-{{i}}, namespace: default, labels: {kubernetes.io/service-name: service-{{i}} } }
        addressType: IPv4
        ports: [{name: http, port: 8080, protocol: TCP}]
        endpoints: [{addresses: [{{Address(i)}}], conditions: {ready: true}, targetRef: {kind: Pod, namespace: default, name: service-{{i}}-0} }]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: service-{{i}}-0, namespace: default, labels: {app: service-{{i}}, version: v1} }
        spec: {serviceAccountName: service-{{i}}}
        status: {podIP: {{Address(i)}}}
        """;

    private static string Address(int i) => $"10.0.{i / 250}.{(i % 250) + 1}";

    private static Duration Nanos(int nanos) => new() { Nanos = nanos };

    private static Address Socket(string address, uint port) => new() { SocketAddress = new() { Address = address, PortValue = port } };
}
