using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>A root that is trusted beside the mesh's own. Spec: istio.mesh.v1alpha1.MeshConfig.CertificateData.</summary>
public sealed record CertificateData
{
    public string? Pem { get; init; }

    public string? SpiffeBundleUrl { get; init; }

    public ValueList<string>? CertSigners { get; init; }

    public ValueList<string>? TrustDomains { get; init; }
}

public sealed record Certificate
{
    public string? SecretName { get; init; }

    public ValueList<string>? DnsNames { get; init; }
}

/// <summary>A certificate authority outside. Spec: istio.mesh.v1alpha1.MeshConfig.CA.</summary>
public sealed record MeshConfigCa
{
    public string? Address { get; init; }

    public ClientTlsSettings? TlsSettings { get; init; }

    public TimeSpan? RequestTimeout { get; init; }

    public bool? IstiodSide { get; init; }
}

/// <summary>Spec: istio.mesh.v1alpha1.ConfigSource (ConfigSource is where we read an object).</summary>
public sealed record MeshConfigSource
{
    public string? Address { get; init; }

    public ClientTlsSettings? TlsSettings { get; init; }

    public ValueList<MeshConfigSourceResource>? SubscribedResources { get; init; }
}

public enum MeshConfigSourceResource
{
    ServiceRegistry,
}
