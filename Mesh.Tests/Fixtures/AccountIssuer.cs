using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Mesh.Tests.Fixtures;

/// <summary>Makes tokens of service accounts, as a Kubernetes cluster would.</summary>
public sealed class AccountIssuer : IDisposable
{
    public const string Issuer = "https://kubernetes.test";
    public const string Audience = "istio-ca";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string KeyId { get; init; } = "k1";

    /// <summary>JSON Web Key Set of its public key.</summary>
    public string Keys
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return JsonSerializer.Serialize(new { keys = new[] { new { kty = "EC", crv = "P-256", alg = "ES256", use = "sig", kid = KeyId, x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) } } });
        }
    }

    /// <summary>The file that a member is told by whose tokens to believe.</summary>
    public string Rules => $$"""[{"issuer": "{{Issuer}}", "audiences": ["{{Audience}}"], "jwks": {{Keys}}}]""";

    public string Token(string @namespace, string account, DateTimeOffset expires, string audience = Audience, string issuer = Issuer) => Sign(new
    {
        iss = issuer,
        sub = $"system:serviceaccount:{@namespace}:{account}",
        aud = new[] { audience },
        exp = expires.ToUnixTimeSeconds(),
    });

    public string Sign(object claims, object? header = null)
    {
        var content = $"{Part(header ?? new { alg = "ES256", kid = KeyId })}.{Part(claims)}";
        return $"{content}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    public void Dispose() => _key.Dispose();

    private static string Part(object json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
