namespace Mesh.Core.Config;

/// <summary>Which headers a proxy adds. Spec: istio.mesh.v1alpha1.ProxyConfig.ProxyHeaders.</summary>
public sealed record ProxyHeaders
{
    public ForwardClientCertDetails? ForwardedClientCert { get; init; }

    public SetCurrentClientCertDetails? SetCurrentClientCertDetails { get; init; }

    public DisabledHeader? RequestId { get; init; }

    public ServerHeader? Server { get; init; }

    public DisabledHeader? AttemptCount { get; init; }

    public DisabledHeader? EnvoyDebugHeaders { get; init; }

    public MetadataExchangeHeaders? MetadataExchangeHeaders { get; init; }

    public bool? PreserveHttp1HeaderCase { get; init; }

    public EnabledHeader? XForwardedHost { get; init; }

    public EnabledHeader? XForwardedPort { get; init; }
}

public sealed record SetCurrentClientCertDetails
{
    public bool? Subject { get; init; }

    public bool? Cert { get; init; }

    public bool? Chain { get; init; }

    public bool? Dns { get; init; }

    public bool? Uri { get; init; }
}

public sealed record DisabledHeader
{
    public bool? Disabled { get; init; }
}

public sealed record EnabledHeader
{
    public bool? Enabled { get; init; }
}

public sealed record ServerHeader
{
    public bool? Disabled { get; init; }

    public string? Value { get; init; }
}

public sealed record MetadataExchangeHeaders
{
    public MetadataExchangeMode? Mode { get; init; }
}

public enum MetadataExchangeMode
{
    Undefined,
    InMesh,
}
