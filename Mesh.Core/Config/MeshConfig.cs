using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.mesh.v1alpha1.MeshConfig.</summary>
public sealed partial record MeshConfig
{
    /// <summary>Which networks the mesh spans: no field, but the ConfigMap's key meshNetworks; null: one.</summary>
    [SetByReader]
    public MeshNetworks? Networks { get; init; }

    public int? ProxyListenPort { get; init; }

    public int? ProxyInboundListenPort { get; init; }

    public int? ProxyHttpPort { get; init; }

    public TimeSpan? ConnectTimeout { get; init; }

    public TimeSpan? ProtocolDetectionTimeout { get; init; }

    public TcpSettingsTcpKeepalive? TcpKeepalive { get; init; }

    public string? IngressClass { get; init; }

    public string? IngressService { get; init; }

    public IngressControllerMode? IngressControllerMode { get; init; }

    public string? IngressSelector { get; init; }

    public bool? EnableTracing { get; init; }

    public string? AccessLogFile { get; init; }

    public string? AccessLogFormat { get; init; }

    public AccessLogEncoding? AccessLogEncoding { get; init; }

    public bool? EnableEnvoyAccessLogService { get; init; }

    public bool? DisableEnvoyListenerLog { get; init; }

    public ProxyConfig? DefaultConfig { get; init; }

    public MeshConfigOutboundTrafficPolicy? OutboundTrafficPolicy { get; init; }

    public InboundTrafficPolicy? InboundTrafficPolicy { get; init; }

    public ValueList<MeshConfigSource>? ConfigSources { get; init; }

    public bool? EnableAutoMtls { get; init; }

    public string? TrustDomain { get; init; }

    public ValueList<string>? TrustDomainAliases { get; init; }

    public ValueList<CertificateData>? CaCertificates { get; init; }

    public ValueList<string>? DefaultServiceExportTo { get; init; }

    public ValueList<string>? DefaultVirtualServiceExportTo { get; init; }

    public ValueList<string>? DefaultDestinationRuleExportTo { get; init; }

    public string? RootNamespace { get; init; }

    public LocalityLoadBalancerSetting? LocalityLbSetting { get; init; }

    public TimeSpan? DnsRefreshRate { get; init; }

    public MeshConfigH2UpgradePolicy? H2UpgradePolicy { get; init; }

    public string? InboundClusterStatName { get; init; }

    public string? OutboundClusterStatName { get; init; }

    public ValueList<Certificate>? Certificates { get; init; }

    public ValueList<ServiceSettings>? ServiceSettings { get; init; }

    public bool? EnablePrometheusMerge { get; init; }

    public bool? VerifyCertificateAtClient { get; init; }

    public MeshConfigCa? Ca { get; init; }

    public ValueList<ExtensionProvider>? ExtensionProviders { get; init; }

    public DefaultProviders? DefaultProviders { get; init; }

    public ValueList<LabelSelector>? DiscoverySelectors { get; init; }

    public ProxyPathNormalization? PathNormalization { get; init; }

    public HttpRetry? DefaultHttpRetryPolicy { get; init; }

    public HttpRetry? DefaultInboundHttpRetryPolicy { get; init; }

    public TrafficPolicy? DefaultTrafficPolicy { get; init; }

    public TlsConfig? MeshMTLS { get; init; }

    public TlsConfig? TlsDefaults { get; init; }

    public ValueList<ServiceScopeConfigs>? ServiceScopeConfigs { get; init; }
}

public enum IngressControllerMode
{
    Unspecified,
    Off,
    Default,
    Strict,
}

public enum AccessLogEncoding
{
    Text,
    Json,
}

public sealed record MeshConfigOutboundTrafficPolicy
{
    public OutboundTrafficPolicyMode? Mode { get; init; }

    public ClientTlsSettings? Tls { get; init; }
}

public sealed record InboundTrafficPolicy
{
    public InboundTrafficPolicyMode? Mode { get; init; }
}

public enum InboundTrafficPolicyMode
{
    Passthrough,
    Localhost,
}

public enum MeshConfigH2UpgradePolicy
{
    DoNotUpgrade,
    Upgrade,
}

public sealed record DefaultProviders
{
    public ValueList<string>? Tracing { get; init; }

    public ValueList<string>? Metrics { get; init; }

    public ValueList<string>? AccessLogging { get; init; }
}

public sealed record ProxyPathNormalization
{
    public NormalizationType? Normalization { get; init; }
}

public enum NormalizationType
{
    Default,
    None,
    Base,
    MergeSlashes,
    DecodeAndMergeSlashes,
}

public sealed record TlsConfig
{
    public TlsProtocol? MinProtocolVersion { get; init; }

    public ValueList<string>? EcdhCurves { get; init; }

    public ValueList<string>? CipherSuites { get; init; }
}
