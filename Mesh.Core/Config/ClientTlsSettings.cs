using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.ClientTLSSettings.</summary>
public sealed record ClientTlsSettings
{
    public ClientTlsSettingsTlsMode? Mode { get; init; }

    public string? ClientCertificate { get; init; }

    public string? PrivateKey { get; init; }

    public string? CaCertificates { get; init; }

    public string? CredentialName { get; init; }

    public ValueList<string>? SubjectAltNames { get; init; }

    public string? Sni { get; init; }

    [NullAllowed]
    public bool? InsecureSkipVerify { get; init; }

    public string? CaCrl { get; init; }
}

public enum ClientTlsSettingsTlsMode
{
    Disable,
    Simple,
    Mutual,
    IstioMutual,
}
