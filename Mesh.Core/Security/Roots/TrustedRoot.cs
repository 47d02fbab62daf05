namespace Mesh.Core.Security.Roots;

public enum RootRole
{
    /// <summary>Trusted already, signs nothing yet.</summary>
    Incoming,

    /// <summary>Signs.</summary>
    Active,

    /// <summary>Signs no more; trusted while somebody still holds what it signed.</summary>
    Outgoing,
}

/// <summary>A root of the mesh. Public: its key is elsewhere, on one member.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate, lower-case hexadecimal.</param>
/// <param name="TaintedAt">Since when its key is taken for stolen; null when it is not.</param>
public sealed record TrustedRoot(string Fingerprint, string Pem, DateTimeOffset NotAfter, RootRole Role, DateTimeOffset? TaintedAt = null)
{
    public static TrustedRoot Of(CertificateAuthority authority, RootRole role) => new(authority.Fingerprint, authority.Pem, authority.NotAfter, role);
}
