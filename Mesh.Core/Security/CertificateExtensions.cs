using System.Formats.Asn1;

namespace Mesh.Core.Security;

/// <summary>Extensions of certificates, DER. Spec: RFC 5280 §4.2.</summary>
internal static class CertificateExtensions
{
    /// <summary>digitalSignature and keyEncipherment, as Istio's certificates have it.</summary>
    private static readonly byte[] LeafUsage = [0x03, 0x02, 0x05, 0xA0];

    /// <summary>keyCertSign and cRLSign.</summary>
    private static readonly byte[] AuthorityUsage = [0x03, 0x02, 0x01, 0x06];

    /// <summary>All of a leaf but its names: it is no authority, it may serve and call, it was signed by <paramref name="issuerKeyId"/>.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> issuerKeyId)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        Write(writer, Oids.KeyUsage, critical: true, LeafUsage);
        Write(writer, Oids.ExtendedKeyUsage, critical: false, ServerAndClient());
        Write(writer, Oids.BasicConstraints, critical: true, Constraints(authority: false, null));
        Write(writer, Oids.AuthorityKeyIdentifier, critical: false, KeyIdentifier(issuerKeyId));
        return writer.Encode();
    }

    /// <param name="pathLength">Authorities that may stand between it and a leaf; null for any number.</param>
    public static byte[] Authority(ReadOnlySpan<byte> keyId, ReadOnlySpan<byte> issuerKeyId, int? pathLength)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        Write(writer, Oids.KeyUsage, critical: true, AuthorityUsage);
        Write(writer, Oids.BasicConstraints, critical: true, Constraints(authority: true, pathLength));
        Write(writer, Oids.SubjectKeyIdentifier, critical: false, OctetString(keyId));
        Write(writer, Oids.AuthorityKeyIdentifier, critical: false, KeyIdentifier(issuerKeyId));
        return writer.Encode();
    }

    public static void Write(AsnWriter writer, string oid, bool critical, ReadOnlySpan<byte> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical) writer.WriteBoolean(true);
            writer.WriteOctetString(value);
        }
    }

    private static byte[] ServerAndClient()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.ServerAuthentication);
            writer.WriteObjectIdentifier(Oids.ClientAuthentication);
        }
        return writer.Encode();
    }

    private static byte[] Constraints(bool authority, int? pathLength)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (authority) writer.WriteBoolean(true);
            if (pathLength is { } length) writer.WriteInteger(length);
        }
        return writer.Encode();
    }

    private static byte[] OctetString(ReadOnlySpan<byte> bytes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(bytes);
        return writer.Encode();
    }

    private static byte[] KeyIdentifier(ReadOnlySpan<byte> keyId)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) writer.WriteOctetString(keyId, new Asn1Tag(TagClass.ContextSpecific, 0));
        return writer.Encode();
    }
}
