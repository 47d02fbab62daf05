using Mesh.Core.Values;

namespace Mesh.Core.Config;

public sealed record ZipkinTracingProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public uint? MaxTagLength { get; init; }

    public bool? Enable64bitTraceId { get; init; }

    public string? Path { get; init; }

    public TimeSpan? Timeout { get; init; }

    public ValueList<ExtensionProviderHttpHeader>? Headers { get; init; }

    public TraceContextOption? TraceContextOption { get; init; }
}

public enum TraceContextOption
{
    UseB3,
    UseB3WithW3cPropagation,
}

public sealed record LightstepTracingProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public string? AccessToken { get; init; }

    public uint? MaxTagLength { get; init; }
}

public sealed record DatadogTracingProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public uint? MaxTagLength { get; init; }
}

public sealed record SkyWalkingTracingProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public string? AccessToken { get; init; }
}

public sealed record StackdriverProvider
{
    public bool? Debug { get; init; }

    public long? MaxNumberOfAttributes { get; init; }

    public long? MaxNumberOfAnnotations { get; init; }

    public long? MaxNumberOfMessageEvents { get; init; }

    public uint? MaxTagLength { get; init; }

    public StackdriverLogging? Logging { get; init; }
}

public sealed record StackdriverLogging
{
    public ValueMap<string>? Labels { get; init; }
}

public sealed record OpenCensusAgentTracingProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public ValueList<TraceContext>? Context { get; init; }

    public uint? MaxTagLength { get; init; }
}

public enum TraceContext
{
    Unspecified,
    W3cTraceContext,
    GrpcBin,
    CloudTraceContext,
    B3,
}

public sealed record OpenTelemetryTracingProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public uint? MaxTagLength { get; init; }

    public HttpService? Http { get; init; }

    public GrpcService? Grpc { get; init; }

    public ResourceDetectors? ResourceDetectors { get; init; }

    public DynatraceSampler? DynatraceSampler { get; init; }

    public ServiceAttributeEnrichment? ServiceAttributeEnrichment { get; init; }
}

public enum ServiceAttributeEnrichment
{
    Unspecified,
    OtelSemanticConventions,
}

public sealed record HttpService
{
    public string? Path { get; init; }

    public TimeSpan? Timeout { get; init; }

    public ValueList<ExtensionProviderHttpHeader>? Headers { get; init; }
}

public sealed record GrpcService
{
    public TimeSpan? Timeout { get; init; }

    public ValueList<ExtensionProviderHttpHeader>? InitialMetadata { get; init; }
}

public sealed record ExtensionProviderHttpHeader
{
    public string? Name { get; init; }

    public string? Value { get; init; }

    public string? EnvName { get; init; }
}

public sealed record ResourceDetectors
{
    public EnvironmentResourceDetector? Environment { get; init; }

    public DynatraceResourceDetector? Dynatrace { get; init; }
}

public sealed record EnvironmentResourceDetector;

public sealed record DynatraceResourceDetector;

public sealed record DynatraceSampler
{
    public string? Tenant { get; init; }

    public int? ClusterId { get; init; }

    public uint? RootSpansPerMinute { get; init; }

    public DynatraceApi? HttpService { get; init; }
}

public sealed record DynatraceApi
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public HttpService? Http { get; init; }
}
