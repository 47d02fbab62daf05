using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Security.Tokens;

/// <summary>
/// Verifies the signed tokens of service accounts. Pure: the same token is good or bad by the keys and the time that are handed in. Spec: RFC 7519, RFC 7515
/// compact form; claims as Kubernetes writes them.
/// </summary>
public sealed class TokenVerifier(ValueList<TokenIssuer> issuers, string trustDomain)
{
    public const int MostCharacters = 16 * 1024;
    private const int MostDepth = 16;
    private const string SubjectPrefix = "system:serviceaccount:";

    /// <summary>Clocks differ by seconds; an hour would be a gift to whoever finds an old token.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    /// <returns>Who it proves and until when, or why not, for our own log: whoever showed it is told nothing.</returns>
    public (VerifiedToken? Token, string? Reason) Verify(string token, DateTimeOffset now)
    {
        if (token.Length > MostCharacters) return (null, "the token is too long");
        if (token.Split('.') is not [var header, var payload, var signature]) return (null, "the token is no JWT of three parts");
        if (Json(header) is not { } head || Json(payload) is not { } claims || Bytes(signature) is not { } signed) return (null, "the token is no JWT");
        using (head)
        using (claims)
        {
            // A critical extension is one that must be understood (RFC 7515 §4.1.11), and none is.
            if (head.RootElement.TryGetProperty("crit", out _)) return (null, "the token has critical extensions");
            if (Text(head.RootElement, "alg") is not { } algorithm) return (null, "the token names no algorithm");
            if (Text(claims.RootElement, "iss") is not { } issuer) return (null, "the token names no issuer");
            var known = issuers.Where(x => x.Issuer == issuer).ToList();
            if (known.Count == 0) return (null, $"the issuer \"{Printable(issuer)}\" is not among the configured ones");

            var content = Encoding.ASCII.GetBytes($"{header}.{payload}");
            var id = Text(head.RootElement, "kid");
            var signer = known.FirstOrDefault(x => x.Keys.Of(id).Any(key => key.Verifies(algorithm, content, signed)));
            return signer is null ? (null, "the token's signature is not that of its issuer") : Claims(claims.RootElement, signer, now);
        }
    }

    private (VerifiedToken? Token, string? Reason) Claims(JsonElement claims, TokenIssuer issuer, DateTimeOffset now)
    {
        if (!Audiences(claims).Any(issuer.Audiences.Contains)) return (null, $"the token is for another audience than {string.Join(", ", issuer.Audiences)}");
        if (Time(claims, "exp") is not { } expires) return (null, "the token never expires");
        if (expires + Leeway <= now) return (null, $"the token expired at {expires:u}");
        if (Time(claims, "nbf") is { } begins && begins - Leeway > now) return (null, $"the token is not valid before {begins:u}");
        if (Text(claims, "sub") is not { } subject || !subject.StartsWith(SubjectPrefix, StringComparison.Ordinal) || subject[SubjectPrefix.Length..].Split(':') is not [var @namespace, var account])
        {
            return (null, "the token's subject is no service account");
        }
        var (identity, error) = SpiffeId.Of(trustDomain, @namespace, account);
        return identity is null ? (null, $"the token's subject makes no identity: {error}") : (new(identity, expires), null);
    }

    private static IEnumerable<string> Audiences(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience)) return [];
        return audience.ValueKind switch
        {
            JsonValueKind.String => [audience.GetString()!],
            JsonValueKind.Array => [.. audience.EnumerateArray().Where(x => x.ValueKind == JsonValueKind.String).Select(x => x.GetString()!)],
            _ => [],
        };
    }

    private static DateTimeOffset? Time(JsonElement claims, string name)
    {
        const double latest = 253_402_300_799;
        return claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < latest
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonDocument? Json(string part)
    {
        if (Bytes(part) is not { } bytes) return null;
        try
        {
            var document = JsonDocument.Parse(bytes, new() { MaxDepth = MostDepth, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(string part)
    {
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Printable(string text) => new([.. text.Take(200).Select(x => char.IsControl(x) ? '?' : x)]);
}

/// <param name="Expires">The verdict is good no longer than the token.</param>
public sealed record VerifiedToken(SpiffeId Id, DateTimeOffset Expires);
