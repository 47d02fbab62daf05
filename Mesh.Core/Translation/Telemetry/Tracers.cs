using Envoy.Config.Core.V3;
using Envoy.Config.Trace.V3;
using Envoy.Extensions.Tracers.Opentelemetry.ResourceDetectors.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>Extension providers that trace → Envoy's tracers.</summary>
internal static class Tracers
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    /// <returns>null for a provider that traces nothing here, or whose service is not there.</returns>
    public static (Envoy.Config.Trace.V3.Tracing.Types.Http Tracer, uint? MaxTagLength)? Of(TelemetryProvider provider, ListenerTraits traits)
    {
        if (provider.Host is not { } host) return null;
        return provider.Provider.Value switch
        {
            { Zipkin: { } zipkin } => (Tracer("envoy.tracers.zipkin", Zipkin(zipkin, host, traits.Version)), zipkin.MaxTagLength),
            { Opentelemetry: { } otel } => (Tracer("envoy.tracers.opentelemetry", OpenTelemetryTracing.Of(otel, host, traits)), otel.MaxTagLength),
            { Lightstep: { } lightstep } => (Tracer("envoy.tracers.opentelemetry", OpenTelemetryTracing.Of(lightstep, host)), lightstep.MaxTagLength),
            { Datadog: { } datadog } => (Tracer("envoy.tracers.datadog", Datadog(datadog, host, traits)), datadog.MaxTagLength),
            { Skywalking: { } skywalking } => (Tracer("envoy.tracers.skywalking", SkyWalking(skywalking, host, traits)), null),
            _ => null,
        };
    }

    private static ZipkinConfig Zipkin(ZipkinTracingProvider zipkin, string host, IstioVersion version)
    {
        var path = zipkin.Path is { Length: > 0 } written ? written : "/api/v2/spans";
        var cluster = XdsName.Outbound((int)(zipkin.Port ?? 0), "", host);
        var config = new ZipkinConfig
        {
            CollectorEndpointVersion = ZipkinConfig.Types.CollectorEndpointVersion.HttpJson,
            TraceId128Bit = zipkin.Enable64bitTraceId != true,
            SharedSpanContext = false,
        };
        if (version.AtLeast(1, 29))
        {
            config.CollectorService = new() { HttpUri = Uri($"http://{host}{path}", cluster, zipkin.Timeout) };
            config.CollectorService.RequestHeadersToAdd.Add((zipkin.Headers ?? []).Select(Header));
        }
        else
        {
            // Older proxies know only these.
            config.CollectorCluster = cluster;
            config.CollectorEndpoint = path;
            config.CollectorHostname = host;
        }
        return config;
    }

    private static DatadogConfig Datadog(DatadogTracingProvider datadog, string host, ListenerTraits traits) => new()
    {
        CollectorCluster = XdsName.Outbound((int)(datadog.Port ?? 0), "", host),
        CollectorHostname = host,
        ServiceName = ServiceName(traits),
    };

    private static SkyWalkingConfig SkyWalking(SkyWalkingTracingProvider skywalking, string host, ListenerTraits traits) => new()
    {
        GrpcService = new() { EnvoyGrpc = new() { ClusterName = XdsName.Outbound((int)(skywalking.Port ?? 0), "", host), Authority = host } },
        ClientConfig = new() { ServiceName = ServiceName(traits), BackendToken = skywalking.AccessToken ?? "" },
    };

    private static string ServiceName(ListenerTraits traits) => $"{traits.CanonicalService}.{traits.Namespace}";

    public static HttpUri Uri(string uri, string cluster, TimeSpan? timeout) => new() { Uri = uri, Cluster = cluster, Timeout = Duration.FromTimeSpan(timeout ?? DefaultTimeout) };

    public static HeaderValueOption Header(ExtensionProviderHttpHeader header) => new()
    {
        AppendAction = HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd,
        Header = new() { Key = header.Name ?? "", Value = header.Value ?? "" },
    };

    private static Envoy.Config.Trace.V3.Tracing.Types.Http Tracer(string name, IMessage config) => new() { Name = name, TypedConfig = TypedConfig.Pack(config) };
}
