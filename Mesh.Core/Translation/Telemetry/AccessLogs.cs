using System.Text.Json;
using Envoy.Config.Accesslog.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.AccessLoggers.File.V3;
using Envoy.Extensions.AccessLoggers.Grpc.V3;
using Envoy.Extensions.Formatter.ReqWithoutQuery.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>The access logs of one class of listeners: of HTTP connection managers, of TCP proxies, and of the listener itself.</summary>
/// <param name="Listener">Only what found no filter chain, which no other log would show.</param>
public sealed record AccessLogSet(IReadOnlyList<AccessLog> Http, IReadOnlyList<AccessLog> Tcp, IReadOnlyList<AccessLog> Listener)
{
    public static readonly AccessLogSet None = new([], [], []);
}

/// <summary>
/// MeshConfig.accessLogFile, accessLogFormat, accessLogEncoding → envoy.access_loggers.file;
/// enableEnvoyAccessLogService → the gRPC loggers; disableEnvoyListenerLog → no log of the listener.
/// </summary>
public static class AccessLogs
{
    public const string FileLogger = "envoy.access_loggers.file";
    public const string HttpGrpcLogger = "envoy.access_loggers.http_grpc";
    public const string TcpGrpcLogger = "envoy.tcp_grpc_access_log";
    private const string MeshServiceCluster = "envoy_accesslog_service";

    public const string DefaultTextFormat =
        "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" %RESPONSE_CODE% %RESPONSE_FLAGS% " +
        "%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\" %BYTES_RECEIVED% %BYTES_SENT% " +
        "%DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" " +
        "\"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% " +
        "%DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n";

    /// <summary>Peers that Istio's filters leave in the filter state, so that a log service can tell who talks to whom.</summary>
    public static readonly IReadOnlyList<string> PeerState =
    [
        "upstream_peer", "downstream_peer", "wasm.upstream_peer", "wasm.upstream_peer_id", "wasm.downstream_peer", "wasm.downstream_peer_id",
    ];

    private static readonly (string Label, string Command)[] DefaultJsonFormat =
    [
        ("start_time", "%START_TIME%"), ("route_name", "%ROUTE_NAME%"), ("method", "%REQ(:METHOD)%"), ("path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"),
        ("protocol", "%PROTOCOL%"), ("response_code", "%RESPONSE_CODE%"), ("response_flags", "%RESPONSE_FLAGS%"),
        ("response_code_details", "%RESPONSE_CODE_DETAILS%"), ("connection_termination_details", "%CONNECTION_TERMINATION_DETAILS%"),
        ("upstream_transport_failure_reason", "%UPSTREAM_TRANSPORT_FAILURE_REASON%"), ("bytes_received", "%BYTES_RECEIVED%"),
        ("bytes_sent", "%BYTES_SENT%"), ("duration", "%DURATION%"), ("upstream_service_time", "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"),
        ("x_forwarded_for", "%REQ(X-FORWARDED-FOR)%"), ("user_agent", "%REQ(USER-AGENT)%"), ("request_id", "%REQ(X-REQUEST-ID)%"),
        ("authority", "%REQ(:AUTHORITY)%"), ("upstream_host", "%UPSTREAM_HOST%"), ("upstream_cluster", "%UPSTREAM_CLUSTER_RAW%"),
        ("upstream_local_address", "%UPSTREAM_LOCAL_ADDRESS%"), ("downstream_local_address", "%DOWNSTREAM_LOCAL_ADDRESS%"),
        ("downstream_remote_address", "%DOWNSTREAM_REMOTE_ADDRESS%"), ("requested_server_name", "%REQUESTED_SERVER_NAME%"),
    ];

    /// <summary>What MeshConfig alone asks for.</summary>
    public static AccessLogSet OfMesh(MeshConfig mesh)
    {
        var http = new List<AccessLog>();
        var tcp = new List<AccessLog>();
        var listener = new List<AccessLog>();
        if (mesh.AccessLogFile is { Length: > 0 } path)
        {
            var file = File(path, MeshFormat(mesh));
            http.Add(file);
            tcp.Add(file);
            listener.Add(file);
        }
        if (mesh.EnableEnvoyAccessLogService == true)
        {
            http.Add(HttpGrpc(MeshServiceCluster, "http_envoy_accesslog"));
            tcp.Add(TcpGrpc(MeshServiceCluster, "tcp_envoy_accesslog"));
            listener.Add(TcpGrpc(MeshServiceCluster, "listener_envoy_accesslog"));
        }
        return new(http, tcp, mesh.DisableEnvoyListenerLog == true ? [] : [.. listener.Select(OnlyWithoutRoute)]);
    }

    public static AccessLog File(string path, SubstitutionFormatString format) => new()
    {
        Name = FileLogger,
        TypedConfig = TypedConfig.Pack(new FileAccessLog { Path = path, LogFormat = format }),
    };

    public static SubstitutionFormatString TextFormat(string text)
    {
        var line = text.EndsWith('\n') ? text : text + "\n";
        return WithFormatters(new() { TextFormatSource = new() { InlineString = line } }, line);
    }

    /// <param name="labels">A JSON object of commands, nested as deep as wanted.</param>
    public static SubstitutionFormatString JsonFormat(JsonElement labels) =>
        WithFormatters(new() { JsonFormat = Struct.Parser.ParseJson(labels.GetRawText()), JsonFormatOptions = new() }, labels.GetRawText());

    /// <summary>MeshConfig.accessLogFormat in MeshConfig.accessLogEncoding.</summary>
    public static SubstitutionFormatString MeshFormat(MeshConfig mesh)
    {
        var written = mesh.AccessLogFormat is { Length: > 0 } own ? own : null;
        if (mesh.AccessLogEncoding != AccessLogEncoding.Json) return TextFormat(written ?? DefaultTextFormat);
        if (written is not null && ParseObject(written) is { } labels) return JsonFormat(labels);
        var format = new Struct();
        foreach (var (label, command) in DefaultJsonFormat) format.Fields[label] = Value.ForString(command);
        return new() { JsonFormat = format, JsonFormatOptions = new() };
    }

    /// <returns>null for what is no JSON object, in which case the default labels hold.</returns>
    private static JsonElement? ParseObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>REQ_WITHOUT_QUERY is a formatter of its own, which Envoy wants named.</summary>
    private static SubstitutionFormatString WithFormatters(SubstitutionFormatString format, string commands)
    {
        if (commands.Contains("%REQ_WITHOUT_QUERY(", StringComparison.Ordinal))
        {
            format.Formatters.Add(new TypedExtensionConfig { Name = "envoy.formatter.req_without_query", TypedConfig = TypedConfig.Pack(new ReqWithoutQuery()) });
        }
        return format;
    }

    private static AccessLog HttpGrpc(string cluster, string logName) => new()
    {
        Name = HttpGrpcLogger,
        TypedConfig = TypedConfig.Pack(new HttpGrpcAccessLogConfig { CommonConfig = Common(cluster, logName) }),
    };

    private static AccessLog TcpGrpc(string cluster, string logName) => new()
    {
        Name = TcpGrpcLogger,
        TypedConfig = TypedConfig.Pack(new TcpGrpcAccessLogConfig { CommonConfig = Common(cluster, logName) }),
    };

    private static CommonGrpcAccessLogConfig Common(string cluster, string logName)
    {
        var config = new CommonGrpcAccessLogConfig
        {
            LogName = logName,
            GrpcService = new() { EnvoyGrpc = new() { ClusterName = cluster } },
            TransportApiVersion = ApiVersion.V3,
        };
        config.FilterStateObjectsToLog.Add(PeerState);
        return config;
    }

    /// <summary>NR: the connection matched no filter chain.</summary>
    public static AccessLog OnlyWithoutRoute(AccessLog log)
    {
        var filtered = log.Clone();
        var noRoute = new AccessLogFilter { ResponseFlagFilter = new() { Flags = { "NR" } } };
        filtered.Filter = log.Filter is null ? noRoute : new() { AndFilter = new() { Filters = { noRoute, log.Filter } } };
        return filtered;
    }
}
