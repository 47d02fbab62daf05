using Envoy.Config.Accesslog.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.AccessLoggers.File.V3;
using Envoy.Extensions.AccessLoggers.Filters.Cel.V3;
using Envoy.Extensions.AccessLoggers.Grpc.V3;
using Envoy.Extensions.AccessLoggers.OpenTelemetry.V3;
using Google.Protobuf;
using Mesh.Core.Config;
using Mesh.Core.Xds;
using Opentelemetry.Proto.Common.V1;
using KeyValue = Opentelemetry.Proto.Common.V1.KeyValue;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>Extension providers that log → Envoy's access loggers.</summary>
internal static class ProviderLogs
{
    private const string OpenTelemetryLogger = "envoy.access_loggers.open_telemetry";

    private static readonly string[] Peers = ["upstream_peer", "downstream_peer"];

    /// <summary>What is logged of one side; the older settings of MeshConfig where nothing newer says anything.</summary>
    public static AccessLogSet Of(TelemetryPlan plan, MeshConfig mesh, WorkloadMode side)
    {
        if (LoggingMerge.Of(plan, mesh, side) is not { } chosen) return AccessLogs.OfMesh(mesh);
        var (http, tcp, listener) = (new List<AccessLog>(), new List<AccessLog>(), new List<AccessLog>());
        foreach (var choice in chosen)
        {
            var provider = plan.Provider(choice.Provider);
            if (provider is not null && MeshLogs.Is(provider.Provider.Value))
            {
                http.Add(Filtered(MeshLogs.Http(provider, side), choice));
                tcp.Add(Filtered(MeshLogs.Tcp(provider, side), choice));
            }
            else if (Build(provider, choice, mesh) is { } log)
            {
                foreach (var list in new[] { http, tcp, listener }) list.Add(log);
            }
        }
        return new(http, tcp, mesh.DisableEnvoyListenerLog == true ? [] : [.. listener.Select(AccessLogs.OnlyWithoutRoute)]);
    }

    private static AccessLog Filtered(AccessLog log, ChosenLog chosen)
    {
        if (chosen.Filter is { Length: > 0 } expression) log.Filter = Cel(expression);
        return log;
    }

    /// <returns>null for a provider that is unknown, logs nothing, or whose service is not there.</returns>
    private static AccessLog? Build(TelemetryProvider? provider, ChosenLog chosen, MeshConfig mesh)
    {
        var log = provider?.Provider.Value switch
        {
            { EnvoyFileAccessLog: { } file } => File(file, mesh),
            { EnvoyHttpAls: { } http } when provider.Host is { } host => HttpGrpc(http, host),
            { EnvoyTcpAls: { } tcp } when provider.Host is { } host => TcpGrpc(tcp, host),
            { EnvoyOtelAls: { } otel } when provider.Host is { } host => OpenTelemetry(otel, host),
            _ => null,
        };
        return log is null ? null : Filtered(log, chosen);
    }

    private static AccessLog File(EnvoyFileAccessLogProvider file, MeshConfig mesh)
    {
        var format = file.LogFormat?.Text is { Length: > 0 } text ? AccessLogs.TextFormat(text)
            : file.LogFormat?.Labels is { } labels ? AccessLogs.JsonFormat(labels)
            : AccessLogs.MeshFormat(mesh);
        format.OmitEmptyValues = file.OmitEmptyValues ?? false;
        return AccessLogs.File(file.Path is { Length: > 0 } path ? path : "/dev/stdout", format);
    }

    private static AccessLog HttpGrpc(EnvoyHttpGrpcV3LogProvider http, string host)
    {
        var config = new HttpGrpcAccessLogConfig { CommonConfig = Common(http.LogName ?? "http_envoy_accesslog", http.Port, host, http.FilterStateObjectsToLog ?? (IReadOnlyList<string>)Peers) };
        config.AdditionalRequestHeadersToLog.Add(http.AdditionalRequestHeadersToLog ?? []);
        config.AdditionalResponseHeadersToLog.Add(http.AdditionalResponseHeadersToLog ?? []);
        config.AdditionalResponseTrailersToLog.Add(http.AdditionalResponseTrailersToLog ?? []);
        return Log(AccessLogs.HttpGrpcLogger, config);
    }

    private static AccessLog TcpGrpc(EnvoyTcpGrpcV3LogProvider tcp, string host) => Log(AccessLogs.TcpGrpcLogger, new TcpGrpcAccessLogConfig
    {
        CommonConfig = Common(tcp.LogName ?? "tcp_envoy_accesslog", tcp.Port, host, tcp.FilterStateObjectsToLog ?? (IReadOnlyList<string>)Peers),
    });

    private static AccessLog OpenTelemetry(EnvoyOpenTelemetryLogProvider otel, string host)
    {
        var text = otel.LogFormat?.Text is { Length: > 0 } written ? written : AccessLogs.DefaultTextFormat;
        var config = new OpenTelemetryAccessLogConfig
        {
            CommonConfig = Common(otel.LogName ?? "otel_envoy_accesslog", otel.Port, host, AccessLogs.PeerState),
            DisableBuiltinLabels = true,
            Body = new AnyValue { StringValue = text },
        };
        if (otel.LogFormat?.Labels is { } labels)
        {
            config.Attributes = new();
            config.Attributes.Values.Add(labels.EnumerateObject().OrderBy(x => x.Name, StringComparer.Ordinal)
                .Select(x => new KeyValue { Key = x.Name, Value = new AnyValue { StringValue = x.Value.ToString() } }));
        }
        return Log(OpenTelemetryLogger, config);
    }

    private static CommonGrpcAccessLogConfig Common(string name, uint? port, string host, IReadOnlyList<string> state)
    {
        var config = new CommonGrpcAccessLogConfig
        {
            LogName = name,
            GrpcService = new() { EnvoyGrpc = new() { ClusterName = XdsName.Outbound((int)(port ?? 0), "", host), Authority = host } },
            TransportApiVersion = ApiVersion.V3,
        };
        config.FilterStateObjectsToLog.Add(state);
        return config;
    }

    private static AccessLog Log(string name, IMessage config) => new() { Name = name, TypedConfig = TypedConfig.Pack(config) };

    private static AccessLogFilter Cel(string expression) => new()
    {
        ExtensionFilter = new() { Name = "envoy.access_loggers.extension_filters.cel", TypedConfig = TypedConfig.Pack(new ExpressionFilter { Expression = expression }) },
    };
}
