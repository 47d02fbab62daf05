using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>MeshConfig's defaultConfig, and a proxy's own. Spec: istio.mesh.v1alpha1.ProxyConfig.</summary>
public sealed partial record ProxyConfig
{
    public string? ConfigPath { get; init; }

    public string? BinaryPath { get; init; }

    public string? ServiceCluster { get; init; }

    public TracingServiceName? TracingServiceName { get; init; }

    public TimeSpan? DrainDuration { get; init; }

    public TimeSpan? ParentShutdownDuration { get; init; }

    public string? DiscoveryAddress { get; init; }

    public TimeSpan? DiscoveryRefreshDelay { get; init; }

    public string? ZipkinAddress { get; init; }

    public string? StatsdUdpAddress { get; init; }

    public string? EnvoyMetricsServiceAddress { get; init; }

    public int? ProxyAdminPort { get; init; }

    public string? AvailabilityZone { get; init; }

    public AuthenticationPolicy? ControlPlaneAuthPolicy { get; init; }

    public string? CustomConfigFile { get; init; }

    public int? StatNameLength { get; init; }

    public int? Concurrency { get; init; }

    public string? ProxyBootstrapTemplatePath { get; init; }

    public InboundInterceptionMode? InterceptionMode { get; init; }

    public MeshTracing? Tracing { get; init; }

    public Sds? Sds { get; init; }

    public RemoteService? EnvoyAccessLogService { get; init; }

    public RemoteService? EnvoyMetricsService { get; init; }

    public ValueMap<string>? ProxyMetadata { get; init; }

    public ValueMap<string>? RuntimeValues { get; init; }

    public int? StatusPort { get; init; }

    public ValueList<string>? ExtraStatTags { get; init; }

    public Topology? GatewayTopology { get; init; }

    public TimeSpan? TerminationDrainDuration { get; init; }

    public string? MeshId { get; init; }

    public ReadinessProbe? ReadinessProbe { get; init; }

    public ProxyStatsMatcher? ProxyStatsMatcher { get; init; }

    public bool? HoldApplicationUntilProxyStarts { get; init; }

    public ValueList<string>? CaCertificatesPem { get; init; }

    public ProxyImage? Image { get; init; }

    public PrivateKeyProvider? PrivateKeyProvider { get; init; }

    public ProxyHeaders? ProxyHeaders { get; init; }

    public ConnectionSettings? ConnectionSettings { get; init; }

    public TimeSpan? FileFlushInterval { get; init; }

    public uint? FileFlushMinSizeKb { get; init; }

    public TimeSpan? StatsEvictionInterval { get; init; }

    public bool? StatsCompression { get; init; }
}

public enum TracingServiceName
{
    AppLabelAndNamespace,
    CanonicalNameOnly,
    CanonicalNameAndNamespace,
}

public enum AuthenticationPolicy
{
    None,
    MutualTls,
    Inherit,
}

public enum InboundInterceptionMode
{
    Redirect,
    Tproxy,
    None,
}

public sealed record Sds
{
    public bool? Enabled { get; init; }

    public string? K8sSaJwtPath { get; init; }
}

public sealed record RemoteService
{
    public string? Address { get; init; }

    public ClientTlsSettings? TlsSettings { get; init; }

    public TcpSettingsTcpKeepalive? TcpKeepalive { get; init; }
}

public sealed record ProxyStatsMatcher
{
    public ValueList<string>? InclusionPrefixes { get; init; }

    public ValueList<string>? InclusionSuffixes { get; init; }

    public ValueList<string>? InclusionRegexps { get; init; }
}

public sealed record PrivateKeyProvider
{
    public CryptoMb? Cryptomb { get; init; }

    public Qat? Qat { get; init; }
}

public sealed record CryptoMb
{
    public TimeSpan? PollDelay { get; init; }

    public bool? Fallback { get; init; }
}

public sealed record Qat
{
    public TimeSpan? PollDelay { get; init; }

    public bool? Fallback { get; init; }
}
