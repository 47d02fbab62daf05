using Mesh.Core.Values;

namespace Mesh.Core.Security;

/// <summary>A workload's certificate with its key. The key prints as <c>[redacted]</c>.</summary>
/// <param name="SpiffeId">The one URI that the certificate proves.</param>
/// <param name="ChainPem">The leaf first; the root is not part of it.</param>
/// <param name="KeyPem">PKCS#8.</param>
/// <param name="Serial">Upper-case hexadecimal, as logs and OpenSSL write it.</param>
public sealed record IssuedCertificate(
    string SpiffeId,
    ReadOnlyMemory<byte> ChainPem,
    SecretBytes KeyPem,
    string Serial,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter)
{
    /// <summary>Half of its life: early enough to try again many times before it ends.</summary>
    public DateTimeOffset RenewAt => NotBefore + ((NotAfter - NotBefore) / 2);
}
