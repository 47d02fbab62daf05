using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Mesh.Core.Security.Tokens;

/// <summary>A public key that tokens are signed with, and the algorithms that it may be used by: never one that the token picks alone.</summary>
public sealed class TokenKey
{
    private static readonly Dictionary<string, HashAlgorithmName> Hashes = new()
    {
        ["256"] = HashAlgorithmName.SHA256,
        ["384"] = HashAlgorithmName.SHA384,
        ["512"] = HashAlgorithmName.SHA512,
    };

    private readonly RSAParameters? _rsa;
    private readonly ECParameters? _curve;
    private readonly string? _algorithm;

    private TokenKey(string? id, string? algorithm, RSAParameters? rsa, ECParameters? curve)
    {
        Id = id;
        _algorithm = algorithm;
        _rsa = rsa;
        _curve = curve;
    }

    /// <summary>kid; null where it has none.</summary>
    public string? Id { get; }

    /// <returns>null for a key that is of no use here: symmetric, for encryption, weak, of another kind.</returns>
    public static TokenKey? Read(JsonElement key)
    {
        if (Text(key, "use") is { } use && use != "sig") return null;
        var (id, algorithm) = (Text(key, "kid"), Text(key, "alg"));
        return Text(key, "kty") switch
        {
            "RSA" when Bytes(key, "n") is { Length: >= 256 and <= 1024 } n && Bytes(key, "e") is { Length: > 0 and <= 8 } e => new(id, algorithm, new() { Modulus = n, Exponent = e }, null),
            "EC" when Text(key, "crv") is "P-256" && Point(key, 32) is { } p256 => new(id, algorithm, null, new() { Curve = ECCurve.NamedCurves.nistP256, Q = p256 }),
            "EC" when Text(key, "crv") is "P-384" && Point(key, 48) is { } p384 => new(id, algorithm, null, new() { Curve = ECCurve.NamedCurves.nistP384, Q = p384 }),
            _ => null,
        };
    }

    /// <param name="algorithm">As the token says; it counts only if the key is of that kind and states no other.</param>
    public bool Verifies(string algorithm, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (_algorithm is not null && _algorithm != algorithm) return false;
        if (algorithm.Length != 5 || !Hashes.TryGetValue(algorithm[2..], out var hash)) return false;
        try
        {
            if (_rsa is { } rsa)
            {
                if (algorithm[..2] is not ("RS" or "PS")) return false;
                using var key = RSA.Create(rsa);
                return key.VerifyData(content, signature, hash, algorithm[0] == 'R' ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss);
            }
            if (_curve is not { } curve || algorithm != (curve.Q.X!.Length == 32 ? "ES256" : "ES384")) return false;
            using var ecdsa = ECDsa.Create(curve);
            return ecdsa.VerifyData(content, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static ECPoint? Point(JsonElement key, int size) =>
        Bytes(key, "x") is { } x && Bytes(key, "y") is { } y && x.Length == size && y.Length == size ? new ECPoint { X = x, Y = y } : null;

    private static string? Text(JsonElement key, string name) => key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement key, string name)
    {
        try
        {
            return Text(key, name) is { } text ? Base64Url.DecodeFromChars(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
