using System.Formats.Asn1;

namespace Mesh.Core.Security;

/// <summary>A PKCS#10 request that names nobody: what it says is the key, and that its sender holds it.</summary>
public static class SigningRequestWriter
{
    public static byte[] Write(SigningKey key)
    {
        var info = Info(key.Subject);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(info);
            writer.WriteEncodedValue(key.SignatureAlgorithm.Span);
            writer.WriteBitString(key.Sign(info));
        }
        return writer.Encode();
    }

    private static byte[] Info(SubjectKey key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
            }
            writer.WriteEncodedValue(key.Info.Span);
            using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
            }
        }
        return writer.Encode();
    }
}
