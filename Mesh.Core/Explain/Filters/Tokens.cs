using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Mesh.Core.Explain.Matching;
using Mesh.Core.Explain.Requests;

namespace Mesh.Core.Explain.Filters;

/// <param name="Claims">null unless the token is good.</param>
/// <param name="Why">null when it is good.</param>
internal sealed record TokenState(bool Present, JsonObject? Claims, string? Why);

/// <summary>Finds the token that a provider asks for, and reads its claims. Signatures and times are not checked: no key and no clock is here.</summary>
internal static class Tokens
{
    public static TokenState Of(JwtProvider provider, RequestHeaders headers)
    {
        var found = Candidates(provider, headers).Where(x => x.Length > 0).ToList();
        if (found.Count == 0) return new(false, null, $"the request has no token where one of issuer {provider.Issuer} is looked for ({Places(provider)})");
        var claims = found.Select(Read).OfType<JsonObject>().ToList();
        if (claims.Count == 0) return new(true, null, "the token can not be read");
        var own = claims.FirstOrDefault(x => provider.Issuer.Length == 0 || Text(x["iss"]) == provider.Issuer);
        if (own is null) return new(true, null, $"the token's issuer is {Text(claims[0]["iss"]) ?? "absent"}, and must be {provider.Issuer}");
        var audiences = own["aud"] is JsonArray several ? several.Select(Text) : [Text(own["aud"])];
        if (provider.Audiences.Count > 0 && !audiences.Any(x => x is not null && provider.Audiences.Contains(x)))
        {
            return new(true, null, $"the token is for {string.Join(", ", audiences.Select(x => x ?? "nobody"))}, and must be for {string.Join(" or ", provider.Audiences)}");
        }
        return new(true, Normalized(provider, own), null);
    }

    private static IEnumerable<string> Candidates(JwtProvider provider, RequestHeaders headers)
    {
        if (provider.FromHeaders.Count + provider.FromParams.Count + provider.FromCookies.Count == 0)
        {
            if (headers.Find("authorization") is { } bearer && bearer.StartsWith("Bearer ", StringComparison.Ordinal)) yield return bearer[7..];
            if (Paths.QueryParameter(headers.Path, "access_token") is { } parameter) yield return parameter;
        }
        foreach (var header in provider.FromHeaders)
        {
            if (headers.Find(header.Name) is { } value && value.StartsWith(header.ValuePrefix, StringComparison.Ordinal)) yield return value[header.ValuePrefix.Length..].Trim();
        }
        foreach (var name in provider.FromParams)
        {
            if (Paths.QueryParameter(headers.Path, name) is { } value) yield return value;
        }
        foreach (var name in provider.FromCookies)
        {
            if (headers.Cookie(name) is { } value) yield return value;
        }
    }

    private static string Places(JwtProvider provider)
    {
        var places = provider.FromHeaders.Select(x => $"header {x.Name}").Concat(provider.FromParams.Select(x => $"query {x}")).Concat(provider.FromCookies.Select(x => $"cookie {x}")).ToList();
        return places.Count == 0 ? "header authorization, query access_token" : string.Join(", ", places);
    }

    private static JsonObject? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return null;
        try
        {
            return JsonNode.Parse(Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(parts[1]))) as JsonObject;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Claims that hold several values in one text become lists, as the provider says.</summary>
    private static JsonObject Normalized(JwtProvider provider, JsonObject claims)
    {
        var normalized = claims.DeepClone().AsObject();
        foreach (var claim in provider.NormalizePayloadInMetadata?.SpaceDelimitedClaims ?? [])
        {
            if (Text(normalized[claim]) is { } text) normalized[claim] = new JsonArray([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => (JsonNode)x)]);
        }
        return normalized;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
