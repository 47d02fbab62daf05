using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>A proxy's own tracer, older than the Telemetry kind. Spec: istio.mesh.v1alpha1.Tracing.</summary>
public sealed record MeshTracing
{
    public Zipkin? Zipkin { get; init; }

    public Lightstep? Lightstep { get; init; }

    public Datadog? Datadog { get; init; }

    public Stackdriver? Stackdriver { get; init; }

    public OpenCensusAgent? OpenCensusAgent { get; init; }

    public ValueMap<MeshTracingCustomTag>? CustomTags { get; init; }

    public uint? MaxPathTagLength { get; init; }

    public double? Sampling { get; init; }

    public ClientTlsSettings? TlsSettings { get; init; }

    public bool? EnableIstioTags { get; init; }
}

public sealed record Zipkin
{
    public string? Address { get; init; }
}

public sealed record Lightstep
{
    public string? Address { get; init; }

    public string? AccessToken { get; init; }
}

public sealed record Datadog
{
    public string? Address { get; init; }
}

public sealed record Stackdriver
{
    public bool? Debug { get; init; }

    public long? MaxNumberOfAttributes { get; init; }

    public long? MaxNumberOfAnnotations { get; init; }

    public long? MaxNumberOfMessageEvents { get; init; }
}

public sealed record OpenCensusAgent
{
    public string? Address { get; init; }

    public ValueList<TraceContext>? Context { get; init; }
}

public sealed record MeshTracingCustomTag
{
    public TracingLiteral? Literal { get; init; }

    public TracingEnvironment? Environment { get; init; }

    public TracingRequestHeader? Header { get; init; }
}
