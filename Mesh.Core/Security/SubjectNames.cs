using System.Formats.Asn1;

namespace Mesh.Core.Security;

/// <summary>The extension that says whom a certificate names. Critical where the subject is empty, which ours always is (RFC 5280 §4.2.1.6).</summary>
internal static class SubjectNames
{
    private const int DnsName = 2;
    private const int Uri = 6;

    /// <summary>One URI, and nothing else.</summary>
    public static byte[] Of(SpiffeId id) => Extension([(Uri, id.ToString())]);

    public static byte[] Of(IEnumerable<string> dnsNames) => Extension(dnsNames.Select(x => (DnsName, x)));

    private static byte[] Extension(IEnumerable<(int Kind, string Name)> names)
    {
        var value = new AsnWriter(AsnEncodingRules.DER);
        using (value.PushSequence())
        {
            foreach (var (kind, name) in names) value.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, kind));
        }
        var writer = new AsnWriter(AsnEncodingRules.DER);
        CertificateExtensions.Write(writer, Oids.SubjectAlternativeName, critical: true, value.Encode());
        return writer.Encode();
    }
}
