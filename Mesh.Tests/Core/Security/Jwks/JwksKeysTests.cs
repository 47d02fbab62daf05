using CsCheck;
using Mesh.Core.Security.Jwks;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Security.Jwks;

public sealed class JwksKeysTests
{
    private const string Curve = """{"kty":"EC","crv":"P-256","kid":"c","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";
    private const string Edwards = """{"kty":"OKP","crv":"Ed25519","kid":"d","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";

    [Fact]
    public void Keys_of_each_kind_that_Envoy_knows_are_taken()
    {
        using var issuer = new TokenIssuer("https://issuer.test");

        Assert.Equal(1, JwksKeys.Read(issuer.KeySet).Keys?.Count);
        Assert.Equal(2, JwksKeys.Read(Set(Curve, Edwards)).Keys?.Count);
    }

    [Fact]
    public void The_order_of_an_issuer_s_keys_is_no_news()
    {
        Assert.Equal(JwksKeys.Read(Set(Curve, Edwards)).Keys?.Text, JwksKeys.Read(Set(Edwards, Curve, Edwards)).Keys?.Text);
    }

    [Fact]
    public void A_private_key_goes_no_further()
    {
        var keys = JwksKeys.Read(Set(Curve.Replace("\"kid\"", "\"d\":\"secret\",\"kid\""))).Keys;

        Assert.DoesNotContain("secret", keys?.Text);
    }

    [Theory]
    [InlineData("{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}")]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-1\",\"x\":\"AQAB\",\"y\":\"AQAB\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"not base64\",\"y\":\"AQAB\"}")]
    [InlineData("7")]
    [InlineData("null")]
    public void What_no_proxy_could_use_is_not_taken_and_harms_no_other_key(string key)
    {
        var (alone, error) = JwksKeys.Read(Set(key));
        var beside = JwksKeys.Read(Set(key, Curve)).Keys;

        Assert.Null(alone);
        Assert.Contains("no key that a proxy could use", error);
        Assert.Equal(JwksKeys.Read(Set(Curve)).Keys?.Text, beside?.Text);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("<html>sign in</html>", "no JSON")]
    [InlineData("[]", "no key set")]
    [InlineData("{\"keys\": {}}", "no key set")]
    [InlineData("{\"keys\": [], \"keys\": []}", "no JSON")]
    [InlineData("{\"keys\": [{\"kty\": \"\\ud800\"}]}", "no JSON")]
    public void What_is_no_key_set_says_so(string text, string error)
    {
        var (keys, reason) = JwksKeys.Read(text);

        Assert.Null(keys);
        Assert.Contains(error, reason);
    }

    [Fact]
    public void No_answer_is_too_strange_to_be_read()
    {
        Gen.String.Select(Gen.Int[0, 400], (noise, at) => Set(Curve, Edwards).Insert(Math.Min(at, Set(Curve, Edwards).Length), noise)).Sample(text => JwksKeys.Read(text) is { } read && (read.Keys is null) == (read.Error.Length > 0));
    }

    [Theory]
    [InlineData("{\"jwks_uri\": \"https://issuer.test/keys\"}", "https://issuer.test/keys")]
    [InlineData("{\"jwks_uri\": 7}", null)]
    [InlineData("{}", null)]
    [InlineData("nonsense", null)]
    public void A_discovery_document_names_where_the_keys_are(string text, string? url)
    {
        Assert.Equal(url, OpenIdConfiguration.JwksUriOf(text).Url);
    }

    private static string Set(params string[] keys) => $$"""{"keys":[{{string.Join(',', keys)}}]}""";
}
