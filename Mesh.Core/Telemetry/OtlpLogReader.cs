using System.Globalization;
using Mesh.Core.Telemetry.AccessLog;
using Opentelemetry.Proto.Common.V1;
using Opentelemetry.Proto.Logs.V1;

namespace Mesh.Core.Telemetry;

/// <summary>
/// Access logs as OpenTelemetry log records. Labels have the names of Istio's JSON access log (<c>response_code</c>, <c>upstream_cluster</c>, …), as attributes
/// or as a structured body, and two that it has not: <c>downstream_peer_uri_san</c> and <c>content_type</c>.
/// </summary>
public static class OtlpLogReader
{
    /// <returns>null for a record that tells of no request.</returns>
    public static (EntryFacts Facts, Measures Measures)? Read(LogRecord record)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in record.Attributes) Put(labels, attribute);
        if (record.Body?.KvlistValue is { } body)
        {
            foreach (var field in body.Values) Put(labels, field);
        }
        var isTcp = labels.GetValueOrDefault("method", "").Length == 0 && labels.GetValueOrDefault("protocol", "").Length == 0;
        if (!labels.ContainsKey("response_code") && !labels.ContainsKey("upstream_cluster")) return null;

        var (local, port) = Address(labels.GetValueOrDefault("downstream_local_address", ""));
        var peer = labels.GetValueOrDefault("downstream_peer_uri_san", "");
        var grpc = labels.GetValueOrDefault("grpc_status", "");
        var facts = new EntryFacts
        {
            ClientAddress = Address(labels.GetValueOrDefault("downstream_remote_address", "")).Host,
            LocalAddress = local,
            LocalPort = port,
            UpstreamAddress = Address(labels.GetValueOrDefault("upstream_host", "")).Host,
            UpstreamCluster = ClusterName(labels.GetValueOrDefault("upstream_cluster", "")),
            PeerUri = peer,
            Authority = labels.GetValueOrDefault("authority", ""),
            GrpcStatus = grpc,
            IsTcp = isTcp,
            IsGrpc = grpc.Length > 0 || labels.GetValueOrDefault("content_type", "").StartsWith("application/grpc", StringComparison.Ordinal),
            MutualTls = peer.Length > 0,
            Code = (uint)Number(labels, "response_code"),
            Flags = labels.GetValueOrDefault("response_flags") is { Length: > 0 } flags ? flags : ResponseFlags.None,
        };
        var (received, sent) = (Number(labels, "bytes_received"), Number(labels, "bytes_sent"));
        return (facts, isTcp
            ? new() { Opened = 1, Closed = 1, Received = received, Sent = sent }
            : new() { Requests = 1, Duration = Number(labels, "duration") * 1000, RequestBytes = received, ResponseBytes = sent });
    }

    /// <summary>Envoy writes <c>-</c> for what it does not have.</summary>
    private static void Put(Dictionary<string, string> labels, KeyValue field)
    {
        var text = field.Value?.ValueCase switch
        {
            AnyValue.ValueOneofCase.StringValue => field.Value.StringValue,
            AnyValue.ValueOneofCase.IntValue => field.Value.IntValue.ToString(CultureInfo.InvariantCulture),
            AnyValue.ValueOneofCase.DoubleValue => ((long)field.Value.DoubleValue).ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        if (text is not null and not "-") labels[field.Key] = text;
    }

    /// <summary>Names for statistics end with a semicolon.</summary>
    private static string ClusterName(string name) => name.TrimEnd(';');

    private static long Number(Dictionary<string, string> labels, string name) =>
        labels.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static (string Host, int Port) Address(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return (text, 0);
        return (text[..colon].Trim('[', ']'), port);
    }
}
