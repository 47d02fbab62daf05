using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mesh.Core.Security.Tokens;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Security.Tokens;

public sealed class TokenVerifierTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly AccountIssuer _issuer = new();
    private readonly TokenVerifier _verifier;

    public TokenVerifierTests() => _verifier = Verifier(_issuer.Rules);

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public void Rule05_A_token_proves_its_service_account_until_it_ends()
    {
        var (token, reason) = _verifier.Verify(_issuer.Token("shop", "cart", Now.AddHours(1)), Now);

        Assert.Null(reason);
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/cart", token!.Id.ToString());
        Assert.Equal(Now.AddHours(1), token.Expires);
    }

    [Fact]
    public void Rule05_A_token_for_another_audience_by_another_issuer_or_out_of_its_time_proves_nothing()
    {
        Assert.Contains("audience", Refusal(_issuer.Token("shop", "cart", Now.AddHours(1), audience: "vault")), StringComparison.Ordinal);
        Assert.Contains("issuer", Refusal(_issuer.Token("shop", "cart", Now.AddHours(1), issuer: "https://evil")), StringComparison.Ordinal);
        Assert.Contains("expired", Refusal(_issuer.Token("shop", "cart", Now.AddMinutes(-1))), StringComparison.Ordinal);
        Assert.Contains("never expires", Refusal(_issuer.Sign(new { iss = AccountIssuer.Issuer, sub = "system:serviceaccount:shop:cart", aud = "istio-ca" })), StringComparison.Ordinal);
        Assert.Contains("not valid before", Refusal(_issuer.Sign(new { iss = AccountIssuer.Issuer, sub = "system:serviceaccount:shop:cart", aud = "istio-ca", exp = Now.AddHours(2).ToUnixTimeSeconds(), nbf = Now.AddHours(1).ToUnixTimeSeconds() })), StringComparison.Ordinal);
    }

    [Fact]
    public void Rule05_A_token_that_another_key_has_signed_proves_nothing()
    {
        using var thief = new AccountIssuer();

        Assert.Contains("signature", Refusal(thief.Token("shop", "cart", Now.AddHours(1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES384")]
    [InlineData("es256")]
    public void Rule05_The_algorithm_is_the_keys_and_not_the_tokens_choice(string algorithm)
    {
        var claims = new { iss = AccountIssuer.Issuer, sub = "system:serviceaccount:shop:cart", aud = "istio-ca", exp = Now.AddHours(1).ToUnixTimeSeconds() };
        var signed = _issuer.Sign(claims, new { alg = algorithm, kid = "k1" });
        // The public key as the secret of an HMAC, which is how such a mix-up is made use of.
        var content = signed[..signed.LastIndexOf('.')];
        var forged = $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_issuer.Keys), Encoding.ASCII.GetBytes(content)))}";

        Assert.Contains("signature", Refusal(signed), StringComparison.Ordinal);
        Assert.Contains("signature", Refusal(forged), StringComparison.Ordinal);
        Assert.NotNull(_verifier.Verify($"{content}.", Now).Reason);
    }

    [Fact]
    public void Rule05_A_token_that_was_changed_proves_nothing()
    {
        var parts = _issuer.Token("shop", "cart", Now.AddHours(1)).Split('.');
        var claims = JsonSerializer.Serialize(new { iss = AccountIssuer.Issuer, sub = "system:serviceaccount:istio-system:root", aud = "istio-ca", exp = Now.AddHours(1).ToUnixTimeSeconds() });

        Assert.Contains("signature", Refusal($"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("system:node:a")]
    [InlineData("system:serviceaccount:shop")]
    [InlineData("system:serviceaccount:shop:cart:x")]
    [InlineData("system:serviceaccount:shop:cart/ns/istio-system/sa/root")]
    [InlineData("system:serviceaccount::cart")]
    public void Rule05_Whoever_is_no_service_account_gets_no_identity(string subject) =>
        Assert.Contains("subject", Refusal(_issuer.Sign(new { iss = AccountIssuer.Issuer, sub = subject, aud = "istio-ca", exp = Now.AddHours(1).ToUnixTimeSeconds() })), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.")]
    [InlineData("....")]
    public void Rule05_Nonsense_is_refused(string token) => Assert.NotNull(_verifier.Verify(token, Now).Reason);

    [Fact]
    public void Rule17_A_huge_or_deep_token_is_refused_unread()
    {
        Assert.Contains("too long", Refusal(new string('a', 100_000)), StringComparison.Ordinal);
        var deep = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 200)}{new string(']', 200)}}}"));
        Assert.NotNull(_verifier.Verify($"{deep}.{deep}.AAAA", Now).Reason);
    }

    [Fact]
    public void Rule05_An_unknown_critical_extension_is_not_ignored() => Assert.Contains(
        "critical",
        Refusal(_issuer.Sign(new { iss = AccountIssuer.Issuer, sub = "system:serviceaccount:shop:cart", aud = "istio-ca", exp = Now.AddHours(1).ToUnixTimeSeconds() }, new { alg = "ES256", crit = new[] { "b64" } })),
        StringComparison.Ordinal);

    [Fact]
    public void RSA_keys_verify_too()
    {
        using var rsa = RSA.Create(2048);
        var key = rsa.ExportParameters(false);
        var rules = $$"""{"issuer": "i", "jwks": "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{{Base64Url.EncodeToString(key.Modulus)}}\",\"e\":\"AQAB\"}]}"}""";
        var content = $"{Base64Url.EncodeToString("""{"alg":"RS256"}"""u8)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { iss = "i", sub = "system:serviceaccount:a:b", aud = "istio-ca", exp = Now.AddHours(1).ToUnixTimeSeconds() }))}";
        var token = $"{content}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

        Assert.Null(Verifier(rules).Verify(token, Now).Reason);
    }

    [Theory]
    [InlineData("""{"issuer": "i"}""", "jwks")]
    [InlineData("""{"jwks": {"keys": []}}""", "issuer")]
    [InlineData("""{"issuer": "i", "jwks": {"keys": []}}""", "no key")]
    [InlineData("""{"issuer": "i", "audiences": [], "jwks": {"keys": []}}""", "audiences")]
    [InlineData("""{"issuer": "i", "jwksUri": "https://x", "jwks": {"keys": []}}""", "jwksUri")]
    [InlineData("nonsense", "JSON")]
    public void Rule22_A_rule_that_would_believe_nobody_or_everybody_is_refused(string rules, string named)
    {
        var (issuers, errors) = TokenIssuerReader.Read(rules, "istio-ca");

        Assert.Empty(issuers);
        Assert.Contains(errors, x => x.ToString().Contains(named, StringComparison.Ordinal));
    }

    private static TokenVerifier Verifier(string rules)
    {
        var (issuers, errors) = TokenIssuerReader.Read(rules, AccountIssuer.Audience);
        Assert.Empty(errors);
        return new(issuers, "cluster.local");
    }

    private string Refusal(string token)
    {
        var (verified, reason) = _verifier.Verify(token, Now);
        Assert.Null(verified);
        return reason!;
    }
}
