using System.Globalization;
using System.Net;
using Mesh.Core.Mixer;

namespace Mesh.Core.Telemetry;

/// <summary>Attributes of a Mixer report → a record. What the client does not say of workloads, the mesh knows by pod or by address, as Mixer's kubernetesenv did.</summary>
public static class MixerReportReader
{
    private const string PodScheme = "kubernetes://";

    public static RequestObserved Read(AttributeBag report, PeerDirectory mesh)
    {
        var isTcp = report.Text("context.protocol") == "tcp";
        var isGrpc = report.Text("response.grpc_status") is { Length: > 0 } || report.Text("context.protocol") == "grpc";
        var isOutbound = report.Text("context.reporter.kind") == "outbound" || report.Text("context.reporter.type") == "outbound";
        var host = report.Text("destination.service.host") ?? report.Text("destination.service") ?? Peer.UnknownName;
        var service = mesh.ServiceOf(host);
        var edge = new EdgeKey(
            isOutbound ? Reporter.Source : Reporter.Destination,
            PeerOf(report, "source", mesh),
            PeerOf(report, "destination", mesh),
            host,
            report.Text("destination.service.name") ?? service?.Name ?? host,
            report.Text("destination.service.namespace") ?? service?.Namespace ?? Peer.UnknownName,
            isTcp ? "tcp" : isGrpc ? "grpc" : "http",
            isOutbound ? ConnectionSecurity.Unknown : report.Flag("connection.mtls") == true ? ConnectionSecurity.MutualTls : ConnectionSecurity.None);
        var flags = report.Text("context.proxy_error_code")?.Trim('"') is { Length: > 0 } written ? written : ResponseFlags.None;
        var series = isTcp
            ? new SeriesKey(edge, "", flags, "")
            : new SeriesKey(edge, (report.Number("response.code") ?? 0).ToString(CultureInfo.InvariantCulture), flags, report.Text("response.grpc_status") ?? "");
        return new(series, isTcp ? OfConnection(report) : OfRequest(report));
    }

    private static Measures OfRequest(AttributeBag report) => new()
    {
        Requests = 1,
        Duration = (long)(report.Duration("response.duration") ?? TimeSpan.Zero).TotalMicroseconds,
        RequestBytes = report.Number("request.total_size") ?? report.Number("request.size") ?? 0,
        ResponseBytes = report.Number("response.total_size") ?? report.Number("response.size") ?? 0,
    };

    /// <summary>Bytes are those since the report before, of the same connection.</summary>
    private static Measures OfConnection(AttributeBag report) => new()
    {
        Opened = report.Text("connection.event") == "open" ? 1 : 0,
        Closed = report.Text("connection.event") == "close" ? 1 : 0,
        Sent = report.Number("connection.sent.bytes") ?? 0,
        Received = report.Number("connection.received.bytes") ?? 0,
    };

    private static Peer PeerOf(AttributeBag report, string side, PeerDirectory mesh)
    {
        var known = Known(report, side, mesh);
        var labels = report.Map($"{side}.labels");
        var workload = report.Text($"{side}.workload.name") ?? known.Workload;
        return known with
        {
            Workload = workload,
            Namespace = report.Text($"{side}.workload.namespace") ?? report.Text($"{side}.namespace") ?? known.Namespace,
            Principal = report.Text($"{side}.principal") is { Length: > 0 } principal ? (principal.StartsWith("spiffe://", StringComparison.Ordinal) ? principal : $"spiffe://{principal}") : known.Principal,
            App = labels?.GetValueOrDefault("app") ?? known.App,
            Version = labels?.GetValueOrDefault("version") ?? known.Version,
            CanonicalService = labels?.GetValueOrDefault("app") ?? (known.IsUnknown ? workload : known.CanonicalService),
            CanonicalRevision = labels?.GetValueOrDefault("version") ?? known.CanonicalRevision,
        };
    }

    private static Peer Known(AttributeBag report, string side, PeerDirectory mesh)
    {
        if (report.Text($"{side}.uid") is { } uid && uid.StartsWith(PodScheme, StringComparison.Ordinal))
        {
            var pod = uid[PodScheme.Length..];
            var dot = pod.LastIndexOf('.');
            if (dot > 0 && mesh.OfPod(pod[(dot + 1)..], pod[..dot]) is { } found) return found;
        }
        return report.Bytes($"{side}.ip") is { Length: 4 or 16 } bytes ? mesh.At(Address(bytes)) : Peer.Unknown;
    }

    private static string Address(byte[] bytes)
    {
        var address = new IPAddress(bytes);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
