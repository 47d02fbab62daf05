using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Mesh.Core.Values;

namespace Mesh.Core.Security;

public enum SubjectKeyKind
{
    P256,
    P384,
    Rsa,
}

/// <summary>
/// A public key that somebody wants certified: P-256, P-384, or RSA of 2,048 to 4,096 bits with an exponent of 65,537 or more. Larger keys are
/// refused as weak ones are, since whoever picks the key picks how long its verification takes.
/// </summary>
public sealed class SubjectKey
{
    public const int LeastRsaBits = 2048;
    public const int MostRsaBits = 4096;
    private const int LeastExponent = 65_537;

    private SubjectKey(SubjectKeyKind kind, ReadOnlyMemory<byte> info, ReadOnlyMemory<byte> key)
    {
        Kind = kind;
        Info = info;
        Key = key;
    }

    public SubjectKeyKind Kind { get; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public ReadOnlyMemory<byte> Info { get; }

    /// <summary>What the BIT STRING of <see cref="Info"/> holds: a point, or an RSAPublicKey.</summary>
    public ReadOnlyMemory<byte> Key { get; }

    /// <summary>Tells keys apart: the first half of their SHA-256.</summary>
    public UInt128 Digest
    {
        get
        {
            Span<byte> hash = stackalloc byte[32];
            SHA256.HashData(Info.Span, hash);
            return BinaryPrimitives.ReadUInt128BigEndian(hash);
        }
    }

    /// <param name="info">One SubjectPublicKeyInfo, DER, and nothing behind it.</param>
    public static (SubjectKey? Key, ConfigError? Error) Read(ReadOnlyMemory<byte> info)
    {
        try
        {
            var reader = new AsnReader(info, AsnEncodingRules.DER);
            var outer = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var algorithm = outer.ReadSequence();
            var key = outer.ReadBitString(out var unused);
            outer.ThrowIfNotEmpty();
            if (unused != 0) return Refuse("is no whole number of bytes");
            return algorithm.ReadObjectIdentifier() switch
            {
                Oids.EcPublicKey => Curve(algorithm, info, key),
                Oids.Rsa => Rsa(algorithm, info, key),
                _ => Refuse("is of a kind that is not certified here; P-256, P-384 and RSA are"),
            };
        }
        catch (AsnContentException)
        {
            return Refuse("is no SubjectPublicKeyInfo");
        }
    }

    private static (SubjectKey? Key, ConfigError? Error) Curve(AsnReader algorithm, ReadOnlyMemory<byte> info, ReadOnlyMemory<byte> point)
    {
        var curve = algorithm.ReadObjectIdentifier();
        algorithm.ThrowIfNotEmpty();
        var (kind, size) = curve switch
        {
            Oids.P256 => (SubjectKeyKind.P256, 32),
            Oids.P384 => (SubjectKeyKind.P384, 48),
            _ => (default, 0),
        };
        if (size == 0) return Refuse("is on a curve that is not certified here; P-256 and P-384 are");
        const byte uncompressed = 4;
        return point.Length == 1 + (2 * size) && point.Span[0] == uncompressed ? (new(kind, info, point), null) : Refuse("is no uncompressed point of its curve");
    }

    private static (SubjectKey? Key, ConfigError? Error) Rsa(AsnReader algorithm, ReadOnlyMemory<byte> info, ReadOnlyMemory<byte> key)
    {
        if (algorithm.HasData) algorithm.ReadNull();
        algorithm.ThrowIfNotEmpty();
        var reader = new AsnReader(key, AsnEncodingRules.DER);
        var numbers = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var modulus = numbers.ReadIntegerBytes();
        if (!numbers.TryReadUInt32(out var exponent)) return Refuse($"has an exponent over 32 bits; 65537 is usual");
        numbers.ThrowIfNotEmpty();

        var bits = BitsOf(modulus.Span);
        if (bits is < LeastRsaBits or > MostRsaBits) return Refuse($"has {bits} bits; RSA keys of {LeastRsaBits} to {MostRsaBits} are certified");
        if (modulus.Span[^1] % 2 == 0) return Refuse("has an even modulus");
        if (exponent < LeastExponent || exponent % 2 == 0) return Refuse($"has the exponent {exponent}; an odd one of at least {LeastExponent} is wanted");
        return (new(SubjectKeyKind.Rsa, info, key), null);
    }

    /// <returns>0 for a negative number.</returns>
    private static int BitsOf(ReadOnlySpan<byte> integer)
    {
        if ((integer[0] & 0x80) != 0) return 0;
        var trimmed = integer.TrimStart((byte)0);
        return trimmed.IsEmpty ? 0 : (trimmed.Length * 8) - (byte.LeadingZeroCount(trimmed[0]));
    }

    private static (SubjectKey? Key, ConfigError? Error) Refuse(string reason) => (null, new("csr.publicKey", reason));
}
