using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Mesh.Tests.Fixtures;

/// <summary>An issuer of tokens with a key of its own.</summary>
internal sealed class TokenIssuer(string issuer, string keyId = "one") : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    /// <summary>Its key set, as it would publish it.</summary>
    public string KeySet
    {
        get
        {
            var key = _key.ExportParameters(includePrivateParameters: false);
            return JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = keyId, n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } } });
        }
    }

    public string Token(string audience, DateTimeOffset expires, string subject = "alice")
    {
        var head = Encode(new { alg = "RS256", typ = "JWT", kid = keyId });
        var body = Encode(new { iss = issuer, sub = subject, aud = audience, exp = expires.ToUnixTimeSeconds() });
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose() => _key.Dispose();

    private static string Encode<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
