namespace Mesh.Core.Config;

/// <summary>Spec: istio.mesh.v1alpha1.MeshConfig.ExtensionProvider: a name and exactly one of the rest.</summary>
public sealed record ExtensionProvider
{
    public string? Name { get; init; }

    public EnvoyExternalAuthorizationHttpProvider? EnvoyExtAuthzHttp { get; init; }

    public EnvoyExternalAuthorizationGrpcProvider? EnvoyExtAuthzGrpc { get; init; }

    public ZipkinTracingProvider? Zipkin { get; init; }

    public LightstepTracingProvider? Lightstep { get; init; }

    public DatadogTracingProvider? Datadog { get; init; }

    public StackdriverProvider? Stackdriver { get; init; }

    public OpenCensusAgentTracingProvider? Opencensus { get; init; }

    public SkyWalkingTracingProvider? Skywalking { get; init; }

    public OpenTelemetryTracingProvider? Opentelemetry { get; init; }

    public PrometheusMetricsProvider? Prometheus { get; init; }

    public EnvoyFileAccessLogProvider? EnvoyFileAccessLog { get; init; }

    public EnvoyHttpGrpcV3LogProvider? EnvoyHttpAls { get; init; }

    public EnvoyTcpGrpcV3LogProvider? EnvoyTcpAls { get; init; }

    public EnvoyOpenTelemetryLogProvider? EnvoyOtelAls { get; init; }

    public SdsProvider? Sds { get; init; }
}

public sealed record PrometheusMetricsProvider;

/// <summary>A secret discovery service outside, named by credentials as sds://name. Spec: istio.mesh.v1alpha1.MeshConfig.ExtensionProvider.SDSProvider.</summary>
public sealed record SdsProvider
{
    public string? Name { get; init; }

    public string? Service { get; init; }

    public uint? Port { get; init; }
}
