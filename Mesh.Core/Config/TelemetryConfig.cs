using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>The kind Telemetry (the plain name would hide the namespaces Mesh.*.Telemetry). Spec: istio.telemetry.v1alpha1.Telemetry.</summary>
public sealed record TelemetryConfig
{
    public WorkloadLabelSelector? Selector { get; init; }

    public PolicyTargetReference? TargetRef { get; init; }

    public ValueList<PolicyTargetReference>? TargetRefs { get; init; }

    public ValueList<Tracing>? Tracing { get; init; }

    public ValueList<Metrics>? Metrics { get; init; }

    public ValueList<AccessLogging>? AccessLogging { get; init; }
}

public sealed record Tracing
{
    public TracingSelector? Match { get; init; }

    public ValueList<ProviderRef>? Providers { get; init; }

    [NullAllowed]
    public double? RandomSamplingPercentage { get; init; }

    [NullAllowed]
    public bool? DisableSpanReporting { get; init; }

    public ValueMap<TracingCustomTag>? CustomTags { get; init; }

    [NullAllowed]
    public bool? UseRequestIdForTraceSampling { get; init; }

    [NullAllowed]
    public bool? EnableIstioTags { get; init; }

    [NullAllowed]
    public bool? DisableContextPropagation { get; init; }
}

public sealed record TracingSelector
{
    public WorkloadMode? Mode { get; init; }
}

public sealed record TracingCustomTag
{
    public TracingLiteral? Literal { get; init; }

    public TracingEnvironment? Environment { get; init; }

    public TracingRequestHeader? Header { get; init; }

    public TracingFormatter? Formatter { get; init; }
}

public sealed record TracingLiteral
{
    public string? Value { get; init; }
}

public sealed record TracingEnvironment
{
    public string? Name { get; init; }

    public string? DefaultValue { get; init; }
}

public sealed record TracingRequestHeader
{
    public string? Name { get; init; }

    public string? DefaultValue { get; init; }
}

public sealed record TracingFormatter
{
    public string? Value { get; init; }
}

public sealed record ProviderRef
{
    public string? Name { get; init; }
}

public sealed record Metrics
{
    public ValueList<ProviderRef>? Providers { get; init; }

    public ValueList<MetricsOverrides>? Overrides { get; init; }

    [DurationRule(DurationRule.Millisecond)]
    public TimeSpan? ReportingInterval { get; init; }
}

public sealed record MetricsOverrides
{
    public MetricSelector? Match { get; init; }

    [NullAllowed]
    public bool? Disabled { get; init; }

    public ValueMap<TagOverride>? TagOverrides { get; init; }
}

public sealed record MetricSelector
{
    public IstioMetric? Metric { get; init; }

    public string? CustomMetric { get; init; }

    public WorkloadMode? Mode { get; init; }
}

public enum IstioMetric
{
    AllMetrics,
    RequestCount,
    RequestDuration,
    RequestSize,
    ResponseSize,
    TcpOpenedConnections,
    TcpClosedConnections,
    TcpSentBytes,
    TcpReceivedBytes,
    GrpcRequestMessages,
    GrpcResponseMessages,
}

public sealed record TagOverride
{
    public TagOverrideOperation? Operation { get; init; }

    public string? Value { get; init; }
}

public enum TagOverrideOperation
{
    Upsert,
    Remove,
}

public sealed record AccessLogging
{
    public LogSelector? Match { get; init; }

    public ValueList<ProviderRef>? Providers { get; init; }

    [NullAllowed]
    public bool? Disabled { get; init; }

    public AccessLoggingFilter? Filter { get; init; }
}

public sealed record LogSelector
{
    public WorkloadMode? Mode { get; init; }
}

public sealed record AccessLoggingFilter
{
    public string? Expression { get; init; }
}

public enum WorkloadMode
{
    ClientAndServer,
    Client,
    Server,
}
