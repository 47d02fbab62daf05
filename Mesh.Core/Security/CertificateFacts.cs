using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Security;

/// <summary>What is asked of certificates that somebody else made.</summary>
public static class CertificateFacts
{
    private const int KeyIdBytes = 20;

    /// <summary>SHA-256 over the whole, lower-case hexadecimal.</summary>
    public static string FingerprintOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    /// <summary>As its signer numbered it; of numbers of over 128 bits, which are not ours, the last of them.</summary>
    public static UInt128 SerialOf(X509Certificate2 certificate)
    {
        UInt128 serial = 0;
        foreach (var part in certificate.SerialNumberBytes.Span) serial = (serial << 8) | part;
        return serial;
    }

    /// <summary>Method 1 of RFC 7093: the first 160 bits of SHA-256 over the key.</summary>
    public static byte[] KeyIdOf(SubjectKey key) => SHA256.HashData(key.Key.Span)[..KeyIdBytes];

    /// <summary>What the certificate says its key's identifier is; ours, where it says nothing.</summary>
    public static ReadOnlyMemory<byte> KeyIdOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } stated
            ? stated.SubjectKeyIdentifierBytes
            : SHA256.HashData(certificate.PublicKey.EncodedKeyValue.RawData).AsMemory(0, KeyIdBytes);

    public static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true }
        && certificate.Extensions.OfType<X509KeyUsageExtension>().All(x => x.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign));

    /// <returns>null where none is stated.</returns>
    public static int? PathLengthOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { HasPathLengthConstraint: true } stated ? stated.PathLengthConstraint : null;

    /// <summary>
    /// Whom a client's certificate names: its one URI. Several URIs, or one that is no SPIFFE id, name nobody, so that what stands beside the
    /// right name can never be taken for it.
    /// </summary>
    public static SpiffeId? IdentityOf(X509Certificate2 certificate)
    {
        if (certificate.Extensions[Oids.SubjectAlternativeName] is not { } names) return null;
        try
        {
            var reader = new AsnReader(names.RawData, AsnEncodingRules.DER);
            var list = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            string? uri = null;
            var uriTag = new Asn1Tag(TagClass.ContextSpecific, 6);
            while (list.HasData)
            {
                if (list.PeekTag() != uriTag)
                {
                    list.ReadEncodedValue();
                    continue;
                }
                if (uri is not null) return null;
                uri = list.ReadCharacterString(UniversalTagNumber.IA5String, uriTag);
            }
            return uri is null ? null : SpiffeId.Parse(uri);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
