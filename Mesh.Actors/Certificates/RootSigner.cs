using Mesh.Core.Security;
using Mesh.Core.Security.Roots;
using Mesh.Core.Values;

namespace Mesh.Actors.Certificates;

/// <summary>A root and what signs in its name: the root itself, or a plugged-in authority below it. Never leaves the process.</summary>
/// <param name="RootPems">What to trust because of it; the root that the authority leads to first.</param>
public sealed record RootSigner(CertificateAuthority Authority, ValueList<string> RootPems, string Fingerprint, DateTimeOffset NotAfter)
{
    public static RootSigner Of(CertificateAuthority root) => new(root, [root.Pem], root.Fingerprint, root.NotAfter);

    public static RootSigner Of(PluggedCa plugged)
    {
        using var root = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(plugged.RootPems[0]);
        return new(plugged.Authority, plugged.RootPems, CertificateFacts.FingerprintOf(root), new(root.NotAfter));
    }

    public TrustedRoot AsTrusted(RootRole role) => new(Fingerprint, PemCertificates.Bundle(RootPems), NotAfter, role);

    public override string ToString() => $"root {RootState.Short(Fingerprint)}";
}
