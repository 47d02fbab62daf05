using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Mesh.Core.Values;

namespace Mesh.Core.Security;

/// <summary>
/// Reads a PKCS#10 request as strictly as DER allows and checks its signature once. Spec: RFC 2986.
/// <code>
/// SEQUENCE { info SEQUENCE { version 0, subject, subjectPKInfo, [0] attributes }, signatureAlgorithm, signature BIT STRING }
/// </code>
/// </summary>
public static class SigningRequestReader
{
    /// <summary>Of the PEM. A request with an RSA key of 4,096 bits takes 2 KB; what is longer holds names, which are not read anyway.</summary>
    public const int MostCharacters = 16 * 1024;

    private const string Label = "CERTIFICATE REQUEST";
    private const string OldLabel = "NEW CERTIFICATE REQUEST";

    public static (SigningRequest? Request, ConfigError? Error) ReadPem(string pem)
    {
        if (pem.Length > MostCharacters) return Refuse($"has {pem.Length} characters; at most {MostCharacters} are read");
        if (!PemEncoding.TryFind(pem, out var found)) return Refuse("is not PEM");
        if (pem.AsSpan(found.Label) is not (Label or OldLabel)) return Refuse($"must be a PEM block \"{Label}\"");
        if (HasMore(pem, found)) return Refuse("holds more than one PEM block");
        var der = new byte[found.DecodedDataLength];
        return Convert.TryFromBase64Chars(pem.AsSpan(found.Base64Data), der, out var length) && length == der.Length ? ReadDer(der) : Refuse("is not PEM");
    }

    public static (SigningRequest? Request, ConfigError? Error) ReadDer(ReadOnlyMemory<byte> der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            var request = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var info = request.PeekEncodedValue();
            var subjectKey = KeyOf(request.ReadSequence());
            var algorithm = request.ReadSequence();
            var signature = request.ReadBitString(out var unused);
            request.ThrowIfNotEmpty();
            if (unused != 0) return Refuse("has a signature that is no whole number of bytes");

            var (key, error) = SubjectKey.Read(subjectKey);
            if (key is null) return (null, error);
            var (hash, reason) = ProofOfPossession.HashOf(algorithm, key.Kind);
            if (reason is not null) return Refuse(reason);
            return ProofOfPossession.Holds(key, hash, info.Span, signature) ? (new(key), null) : Refuse("is not signed with the key that it asks to be certified");
        }
        catch (AsnContentException)
        {
            return Refuse("is no PKCS#10 request in DER");
        }
    }

    private static ReadOnlyMemory<byte> KeyOf(AsnReader info)
    {
        if (!info.TryReadUInt32(out var version) || version != 0) throw new AsnContentException();
        info.ReadSequence();
        var key = info.ReadEncodedValue();
        // Attributes, which may be left out although the standard says otherwise; what they ask for is nobody's business here.
        if (info.HasData) info.ReadSetOf(skipSortOrderValidation: true, new Asn1Tag(TagClass.ContextSpecific, 0));
        info.ThrowIfNotEmpty();
        return key;
    }

    private static bool HasMore(string pem, PemFields found)
    {
        var (start, end) = (found.Location.Start.Value, found.Location.End.Value);
        return !string.IsNullOrWhiteSpace(pem[..start]) || !string.IsNullOrWhiteSpace(pem[end..]);
    }

    private static (SigningRequest? Request, ConfigError? Error) Refuse(string reason) => (null, new("csr", reason));
}
