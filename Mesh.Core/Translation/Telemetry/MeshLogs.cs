using Envoy.Config.Accesslog.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.AccessLoggers.Grpc.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>
/// The access-log provider <c>actormesh</c>, which a Telemetry object may name without that the mesh has to define it: this control plane's own log service,
/// from which metrics, graph and reports are made. It is reached as the service of ProxyConfig.discoveryAddress where the mesh has that, else by the
/// connection that a proxy has from its start.
/// </summary>
public static class MeshLogs
{
    public const string ProviderName = "actormesh";

    /// <summary>Names of the logs, which tell the side of the traffic.</summary>
    public const string OutboundLog = "actormesh_outbound";
    public const string InboundLog = "actormesh_inbound";

    /// <summary>In the bootstrap of every proxy.</summary>
    private const string XdsCluster = "xds-grpc";

    /// <summary>Where gRPC is served without TLS.</summary>
    private const int PlainPort = 15010;

    internal static readonly ExtensionProvider Provider = new() { Name = ProviderName };

    internal static bool Is(ExtensionProvider provider) => ReferenceEquals(provider, Provider);

    /// <returns>null when the mesh has no such service.</returns>
    internal static string? HostOf(ProxyContext context)
    {
        var address = context.ProxyConfig.DiscoveryAddress ?? ProxyConfig.Default.DiscoveryAddress!;
        var colon = address.LastIndexOf(':');
        var host = colon < 0 ? address : address[..colon];
        if (host.EndsWith(".svc", StringComparison.Ordinal)) host += ".cluster.local";
        return context.Model.Services.OfHost(host).Any(x => x.Port(PlainPort) is not null) ? host : null;
    }

    internal static AccessLog Http(TelemetryProvider provider, WorkloadMode side) => new()
    {
        Name = AccessLogs.HttpGrpcLogger,
        TypedConfig = TypedConfig.Pack(new HttpGrpcAccessLogConfig
        {
            CommonConfig = Common(provider, side),
            // By which gRPC is told from other HTTP, and its outcome.
            AdditionalRequestHeadersToLog = { "content-type" },
            AdditionalResponseHeadersToLog = { "grpc-status" },
            AdditionalResponseTrailersToLog = { "grpc-status" },
        }),
    };

    internal static AccessLog Tcp(TelemetryProvider provider, WorkloadMode side) => new()
    {
        Name = AccessLogs.TcpGrpcLogger,
        TypedConfig = TypedConfig.Pack(new TcpGrpcAccessLogConfig { CommonConfig = Common(provider, side) }),
    };

    private static CommonGrpcAccessLogConfig Common(TelemetryProvider provider, WorkloadMode side) => new()
    {
        LogName = side == WorkloadMode.Server ? InboundLog : OutboundLog,
        GrpcService = new() { EnvoyGrpc = new() { ClusterName = provider.Host is { } host ? XdsName.Outbound(PlainPort, "", host) : XdsCluster } },
        TransportApiVersion = ApiVersion.V3,
    };
}
