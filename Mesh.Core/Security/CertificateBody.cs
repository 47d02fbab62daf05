using System.Buffers.Binary;
using System.Formats.Asn1;

namespace Mesh.Core.Security;

/// <summary>What a certificate says, before it is signed. Spec: TBSCertificate of RFC 5280, version 3.</summary>
/// <param name="SignatureAlgorithm">AlgorithmIdentifier, DER.</param>
/// <param name="Issuer">Name, DER.</param>
/// <param name="Subject">Name, DER.</param>
/// <param name="Extensions">DER, one after the other, each a SEQUENCE.</param>
internal readonly record struct CertificateBody(
    ReadOnlyMemory<byte> SignatureAlgorithm,
    ReadOnlyMemory<byte> Issuer,
    ReadOnlyMemory<byte> Subject,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    ReadOnlyMemory<byte> Extensions)
{
    private const int Version3 = 2;
    private const int FirstYearOfGeneralizedTime = 2050;

    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3);

    /// <returns>The certificate, DER.</returns>
    public byte[] Sign(UInt128 serial, ReadOnlyMemory<byte> publicKeyInfo, SigningKey key)
    {
        var body = Encode(serial, publicKeyInfo.Span);
        var writer = new AsnWriter(AsnEncodingRules.DER, body.Length + 256);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(body);
            writer.WriteEncodedValue(SignatureAlgorithm.Span);
            writer.WriteBitString(key.Sign(body));
        }
        return writer.Encode();
    }

    private byte[] Encode(UInt128 serial, ReadOnlySpan<byte> publicKeyInfo)
    {
        Span<byte> number = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(number, serial);
        var writer = new AsnWriter(AsnEncodingRules.DER, 1024);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(VersionTag)) writer.WriteInteger(Version3);
            writer.WriteIntegerUnsigned(number.TrimStart((byte)0));
            writer.WriteEncodedValue(SignatureAlgorithm.Span);
            writer.WriteEncodedValue(Issuer.Span);
            using (writer.PushSequence())
            {
                Write(writer, NotBefore);
                Write(writer, NotAfter);
            }
            writer.WriteEncodedValue(Subject.Span);
            writer.WriteEncodedValue(publicKeyInfo);
            using (writer.PushSequence(ExtensionsTag))
            using (writer.PushSequence())
            {
                for (var rest = Extensions; !rest.IsEmpty;)
                {
                    AsnDecoder.ReadEncodedValue(rest.Span, AsnEncodingRules.DER, out _, out _, out var length);
                    writer.WriteEncodedValue(rest.Span[..length]);
                    rest = rest[length..];
                }
            }
        }
        return writer.Encode();
    }

    private static void Write(AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year >= FirstYearOfGeneralizedTime) writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        else writer.WriteUtcTime(time);
    }
}
