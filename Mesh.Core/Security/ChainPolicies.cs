using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Security;

/// <summary>How certificates are checked against roots of ours: those and no others, without a look at the network.</summary>
public static class ChainPolicies
{
    public static X509ChainPolicy Of(IEnumerable<X509Certificate2> roots, IEnumerable<X509Certificate2> between, DateTimeOffset? at)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots.ToArray());
        policy.ExtraStore.AddRange(between.ToArray());
        if (at is { } time) policy.VerificationTime = time.UtcDateTime;
        return policy;
    }

    /// <summary>For the certificates that clients show.</summary>
    public static X509ChainPolicy ForClients(IEnumerable<X509Certificate2> roots)
    {
        var policy = Of(roots, [], null);
        policy.ApplicationPolicy.Add(new Oid(Oids.ClientAuthentication));
        return policy;
    }
}
