using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Security.Jwks;

/// <summary>
/// The public keys of an issuer, as proxies are told them: only what Envoy can use, in an order of its own, so that an issuer that shuffles its keys changes
/// nothing. Compared by reference: equal keys keep their object (<see cref="JwksState"/>).
/// </summary>
public sealed class JwksKeys
{
    /// <summary>Of any issuer that is in its right mind; a proxy tries each key that fits a token.</summary>
    private const int MostKeys = 100;

    /// <summary>Bytes of an RSA modulus: 1024 to 16384 bits. Others a TLS library refuses.</summary>
    private const int ShortestModulus = 128;
    private const int LongestModulus = 2048;

    /// <summary>What checking a signature needs. Whatever else an issuer publishes, and be it a private key, stays here.</summary>
    private static readonly string[] PublicMembers = ["kty", "kid", "alg", "use", "n", "e", "crv", "x", "y"];

    private static readonly SearchValues<char> Base64UrlDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] Curves = ["P-256", "P-384", "P-521"];

    private JwksKeys(string text, int count)
    {
        Text = text;
        Count = count;
    }

    /// <summary>A JSON Web Key Set (RFC 7517).</summary>
    public string Text { get; }

    public int Count { get; }

    /// <returns>The keys, or why there are none: in words that follow "the answer".</returns>
    public static (JwksKeys? Keys, string Error) Read(string text)
    {
        try
        {
            return Read(JsonNode.Parse(text, documentOptions: Strict) as JsonObject);
        }
        // The latter: text that is no Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, "is no JSON");
        }
    }

    private static (JwksKeys? Keys, string Error) Read(JsonObject? root)
    {
        if (root?["keys"] is not JsonArray written) return (null, "is no key set: it has no list \"keys\"");
        if (written.Count > MostKeys) return (null, $"has {written.Count} keys; at most {MostKeys} are taken");
        var usable = written.OfType<JsonObject>().Where(IsUsable).Select(Public).Distinct().Order(StringComparer.Ordinal).ToList();
        return usable.Count == 0
            ? (null, "has no key that a proxy could use: RSA of 1024 bits or more, EC on P-256, P-384 or P-521, or Ed25519")
            : (new($$"""{"keys":[{{string.Join(',', usable)}}]}""", usable.Count), "");
    }

    /// <summary>A symmetric key would have to be kept secret, and every proxy can be asked for what it was told.</summary>
    private static bool IsUsable(JsonObject key) => Member(key, "kty") switch
    {
        "RSA" => BytesOf(key, "n") is >= ShortestModulus and <= LongestModulus && BytesOf(key, "e") is > 0 and <= 8,
        "EC" => (Member(key, "crv") is null || Curves.Contains(Member(key, "crv"))) && BytesOf(key, "x") is > 0 and <= 66 && BytesOf(key, "y") is > 0 and <= 66,
        "OKP" => Member(key, "crv") == "Ed25519" && BytesOf(key, "x") == 32,
        _ => false,
    };

    private static string Public(JsonObject key)
    {
        var kept = new JsonObject();
        foreach (var name in PublicMembers)
        {
            if (Member(key, name) is { } value) kept[name] = value;
        }
        return kept.ToJsonString();
    }

    private static string? Member(JsonObject key, string name) => key[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <returns>How many bytes a member encodes; null when it is none, or no base64url.</returns>
    private static int? BytesOf(JsonObject key, string name) =>
        Member(key, name) is { } text && !text.AsSpan().ContainsAnyExcept(Base64UrlDigits) && Base64Url.IsValid(text, out var length) ? length : null;
}
