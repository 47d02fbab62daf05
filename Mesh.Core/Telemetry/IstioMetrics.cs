using System.Globalization;
using System.Text;

namespace Mesh.Core.Telemetry;

/// <summary>
/// Prometheus' text format with the names, labels and buckets of Istio's standard metrics, so that dashboards made for Istio need not know who counts.
/// Spec: Prometheus exposition format 0.0.4.
/// </summary>
public static class IstioMetrics
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static async Task Write(IReadOnlyList<(SeriesKey Series, Sums Sums)> all, TextWriter output)
    {
        var http = all.Where(x => x.Sums.Requests > 0).Select(x => (Labels: Labels(x.Series), x.Sums)).ToList();
        var tcp = all.Where(x => x.Series.IsTcp).Select(x => (Labels: Labels(x.Series), x.Sums)).ToList();
        await Counter(output, "istio_requests_total", "Requests.", http.Select(x => (x.Labels, x.Sums.Requests)));
        await Histograms(output, "istio_request_duration_milliseconds", "Time of requests.", http, Aggregations.Duration, unit: 1000);
        await Histograms(output, "istio_request_bytes", "Size of requests, headers included.", http, Aggregations.RequestBytes, unit: 1);
        await Histograms(output, "istio_response_bytes", "Size of responses, headers included.", http, Aggregations.ResponseBytes, unit: 1);
        await Tcp(output, "istio_tcp_connections_opened_total", "Connections that were opened.", tcp, TcpTraffic.Opened);
        await Tcp(output, "istio_tcp_connections_closed_total", "Connections that have ended.", tcp, TcpTraffic.Closed);
        await Tcp(output, "istio_tcp_sent_bytes_total", "Bytes to clients of connections.", tcp, TcpTraffic.Sent);
        await Tcp(output, "istio_tcp_received_bytes_total", "Bytes from clients of connections.", tcp, TcpTraffic.Received);
    }

    /// <summary>Istio's labels, without braces.</summary>
    public static string Labels(SeriesKey series)
    {
        var edge = series.Edge;
        var text = new StringBuilder(800);
        Label("reporter", edge.Reporter == Reporter.Source ? "source" : "destination");
        PeerLabels("source", edge.Source);
        PeerLabels("destination", edge.Destination);
        Label("destination_service", edge.Service);
        Label("destination_service_name", edge.ServiceName);
        Label("destination_service_namespace", edge.ServiceNamespace);
        Label("request_protocol", edge.Protocol);
        if (!series.IsTcp)
        {
            Label("response_code", series.Code);
            Label("grpc_response_status", series.GrpcStatus);
        }
        Label("response_flags", series.Flags);
        Label("connection_security_policy", edge.Security);
        return text.ToString(0, text.Length - 1);

        void PeerLabels(string side, Peer peer)
        {
            Label($"{side}_workload", peer.Workload);
            Label($"{side}_workload_namespace", peer.Namespace);
            Label($"{side}_principal", peer.Principal);
            Label($"{side}_app", peer.App);
            Label($"{side}_version", peer.Version);
            Label($"{side}_canonical_service", peer.CanonicalService);
            Label($"{side}_canonical_revision", peer.CanonicalRevision);
            Label($"{side}_cluster", peer.Cluster);
        }

        void Label(string name, string value)
        {
            text.Append(name).Append("=\"");
            foreach (var letter in value)
            {
                _ = letter switch
                {
                    '\\' => text.Append("\\\\"),
                    '"' => text.Append("\\\""),
                    '\n' => text.Append("\\n"),
                    _ => text.Append(letter),
                };
            }
            text.Append("\",");
        }
    }

    private static Task Tcp(TextWriter output, string name, string help, IReadOnlyList<(string Labels, Sums Sums)> series, int which) =>
        Counter(output, name, help, series.Select(x => (x.Labels, x.Sums.Of(Aggregations.Tcp)[which])));

    private static async Task Counter(TextWriter output, string name, string help, IEnumerable<(string Labels, long Value)> series)
    {
        await output.WriteAsync($"# HELP {name} {help}\n# TYPE {name} counter\n");
        foreach (var (labels, value) in series) await output.WriteAsync($"{name}{{{labels}}} {value.ToString(CultureInfo.InvariantCulture)}\n");
    }

    /// <param name="unit">How many units of the sum make one of the metric's.</param>
    private static async Task Histograms(TextWriter output, string name, string help, IReadOnlyList<(string Labels, Sums Sums)> series, IAggregation aggregation, double unit)
    {
        await output.WriteAsync($"# HELP {name} {help}\n# TYPE {name} histogram\n");
        var text = new StringBuilder();
        foreach (var (labels, sums) in series)
        {
            text.Clear();
            One(text, name, labels, sums.Of(aggregation), unit);
            await output.WriteAsync(text);
        }
    }

    private static void One(StringBuilder text, string name, string labels, ReadOnlySpan<long> values, double unit)
    {
        var below = 0L;
        for (var i = 0; i < Histogram.Buckets; i++)
        {
            below += values[i];
            var bound = i < Histogram.Bounds.Count ? Histogram.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{bound}\"}} {below}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {values[^1] / unit}\n{name}_count{{{labels}}} {below}\n");
    }
}
