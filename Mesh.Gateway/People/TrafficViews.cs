using Mesh.Core.Telemetry;
using Mesh.Core.Telemetry.Graph;

namespace Mesh.Gateway.People;

/// <summary>Traffic as the tool and the pages read it.</summary>
internal static class TrafficViews
{
    public static object Edges(TrafficWindow window, IReadOnlySet<string> namespaces)
    {
        var options = new GraphOptions(GraphType.Workload, namespaces, false, null);
        return new { from = window.From, to = window.To, seconds = window.Seconds, edges = EdgeTraffic.Of(window).Where(options.Shows).Select(x => Edge(x, window.Seconds)) };
    }

    public static object Plaintext(TrafficWindow window, string? @namespace) => new
    {
        from = window.From,
        to = window.To,
        edges = PlaintextReport.Of(window, @namespace).Select(x => new
        {
            source = Workload(x.Source),
            sourcePrincipal = x.Source.Principal,
            destination = Workload(x.Destination),
            service = x.Service,
            protocol = x.Protocol,
            since = x.Since,
            last = x.Last,
            requests = x.Requests,
            connections = x.Connections,
        }),
    };

    private static object Edge(EdgeTraffic edge, double seconds) => new
    {
        source = Workload(edge.Source),
        sourceVersion = edge.Source.Version,
        destination = Workload(edge.Destination),
        destinationVersion = edge.Destination.Version,
        service = edge.Service,
        protocol = edge.Protocol,
        requests = edge.Requests,
        rate = Round(edge.Requests / seconds),
        errors = edge.Errors,
        errorPercent = edge.Requests == 0 ? 0 : Round(100.0 * edge.Errors / edge.Requests),
        health = HealthThresholds.Of(edge.Responses),
        meanMilliseconds = Round(edge.MeanLatency),
        p50Milliseconds = Round(edge.Latency(0.5)),
        p95Milliseconds = Round(edge.Latency(0.95)),
        p99Milliseconds = Round(edge.Latency(0.99)),
        requestBytesPerSecond = Round(edge.Sums.Of(Aggregations.RequestBytes)[^1] / seconds),
        responseBytesPerSecond = Round(edge.Sums.Of(Aggregations.ResponseBytes)[^1] / seconds),
        connectionsOpened = edge.Tcp(TcpTraffic.Opened),
        connectionsClosed = edge.Tcp(TcpTraffic.Closed),
        sentBytesPerSecond = Round(edge.Tcp(TcpTraffic.Sent) / seconds),
        receivedBytesPerSecond = Round(edge.Tcp(TcpTraffic.Received) / seconds),
        mutualTlsPercent = edge.MutualTlsShare is { } share ? Round(100 * share) : null,
        responses = edge.Responses.Select(x => new { code = x.Code, flags = x.Flags, grpcStatus = x.GrpcStatus.Length > 0 ? x.GrpcStatus : null, requests = x.Requests }),
    };

    private static string Workload(Peer peer) => peer.IsUnknown ? Peer.UnknownName : $"{peer.Namespace}/{peer.Workload}";

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 3) : null;
}
