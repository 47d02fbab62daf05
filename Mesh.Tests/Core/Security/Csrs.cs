using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Security;

namespace Mesh.Tests.Core.Security;

/// <summary>Certificate signing requests, honest and otherwise.</summary>
internal static class Csrs
{
    public static readonly SpiffeId Cart = SpiffeId.Of("cluster.local", "shop", "cart").Id!;

    public static CertificateRequest Request(ECDsa key, string subject = "") => new(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256);

    public static string P256() => Pem(x => { });

    public static string Pem(Action<CertificateRequest> fill, string subject = "")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(key, subject);
        fill(request);
        return request.CreateSigningRequestPem();
    }

    public static string Rsa(int bits, HashAlgorithmName hash)
    {
        using var key = RSA.Create(bits);
        return new CertificateRequest("", key, hash, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();
    }

    /// <summary>A request around a SubjectPublicKeyInfo of one's own, whose signature is made up.</summary>
    public static byte[] Around(byte[] publicKeyInfo, string algorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                using (writer.PushSequence()) { }
                writer.WriteEncodedValue(publicKeyInfo);
            }
            using (writer.PushSequence()) writer.WriteObjectIdentifier(algorithm);
            writer.WriteBitString(new byte[64]);
        }
        return writer.Encode();
    }

    /// <summary>An RSA SubjectPublicKeyInfo of these numbers.</summary>
    public static byte[] RsaInfo(byte[] modulus, uint exponent)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(modulus);
            key.WriteInteger(exponent);
        }
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                info.WriteNull();
            }
            info.WriteBitString(key.Encode());
        }
        return info.Encode();
    }

    public static X509Extension Names(Action<SubjectAlternativeNameBuilder> fill)
    {
        var names = new SubjectAlternativeNameBuilder();
        fill(names);
        return names.Build();
    }

    /// <summary>An alternative name with any bytes in it, as no builder would make it.</summary>
    public static X509Extension RawUri(byte[] uri)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) writer.WriteOctetString(uri, new Asn1Tag(TagClass.ContextSpecific, 6));
        return new("2.5.29.17", writer.Encode(), critical: false);
    }
}
