using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Mesh.Core.Security;

/// <summary>That who asks for a certificate holds the key: the request is signed with it, by SHA-256 or better.</summary>
internal static class ProofOfPossession
{
    /// <returns>The hash, or why the algorithm is refused.</returns>
    public static (HashAlgorithmName Hash, string? Reason) HashOf(AsnReader algorithm, SubjectKeyKind kind)
    {
        var oid = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData) algorithm.ReadNull();
        algorithm.ThrowIfNotEmpty();
        HashAlgorithmName? hash = (oid, kind == SubjectKeyKind.Rsa) switch
        {
            (Oids.EcdsaSha256, false) or (Oids.RsaSha256, true) => HashAlgorithmName.SHA256,
            (Oids.EcdsaSha384, false) or (Oids.RsaSha384, true) => HashAlgorithmName.SHA384,
            (Oids.EcdsaSha512, false) or (Oids.RsaSha512, true) => HashAlgorithmName.SHA512,
            _ => null,
        };
        return hash is { } known ? (known, null) : (default, $"is signed by the algorithm {oid}, which is not accepted for its key; ECDSA and RSA (PKCS#1 1.5) with SHA-256, SHA-384 or SHA-512 are");
    }

    public static bool Holds(SubjectKey key, HashAlgorithmName hash, ReadOnlySpan<byte> info, ReadOnlySpan<byte> signature)
    {
        try
        {
            if (key.Kind == SubjectKeyKind.Rsa)
            {
                using var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(key.Info.Span, out _);
                return rsa.VerifyData(info, signature, hash, RSASignaturePadding.Pkcs1);
            }
            using var curve = ECDsa.Create();
            curve.ImportSubjectPublicKeyInfo(key.Info.Span, out _);
            return curve.VerifyData(info, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            // A point that is not on its curve.
            return false;
        }
    }
}
