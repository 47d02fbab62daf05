using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.ServerTLSSettings.</summary>
public sealed record ServerTlsSettings
{
    public bool? HttpsRedirect { get; init; }

    public ServerTlsSettingsTlsMode? Mode { get; init; }

    public string? ServerCertificate { get; init; }

    public string? PrivateKey { get; init; }

    public string? CaCertificates { get; init; }

    public string? CaCrl { get; init; }

    public string? CredentialName { get; init; }

    public ValueList<string>? CredentialNames { get; init; }

    public string? CaCertCredentialName { get; init; }

    public ValueList<TlsCertificate>? TlsCertificates { get; init; }

    public ValueList<string>? SubjectAltNames { get; init; }

    public ValueList<string>? VerifyCertificateSpki { get; init; }

    public ValueList<string>? VerifyCertificateHash { get; init; }

    public TlsProtocol? MinProtocolVersion { get; init; }

    public TlsProtocol? MaxProtocolVersion { get; init; }

    public ValueList<string>? CipherSuites { get; init; }

    public ValueList<string>? EcdhCurves { get; init; }

    [NullAllowed]
    public bool? InsecureSkipVerify { get; init; }
}

public enum ServerTlsSettingsTlsMode
{
    Passthrough,
    Simple,
    Mutual,
    AutoPassthrough,
    IstioMutual,
    OptionalMutual,
}

public sealed record TlsCertificate
{
    public string? ServerCertificate { get; init; }

    public string? PrivateKey { get; init; }

    public string? CaCertificates { get; init; }
}

public enum TlsProtocol
{
    TlsAuto,
    [ConfigName("TLSV1_0")]
    Tlsv10,

    [ConfigName("TLSV1_1")]
    Tlsv11,

    [ConfigName("TLSV1_2")]
    Tlsv12,

    [ConfigName("TLSV1_3")]
    Tlsv13,
}
