using System.Text.Json;
using System.Text.RegularExpressions;
using Mesh.Core.Security.Jwks;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal sealed partial class RequestAuthenticationValidator : KindValidator<RequestAuthentication>
{
    private static readonly string[] KeyTypes = ["RSA", "EC", "OKP", "oct"];

    protected override void Validate(ConfigMeta meta, RequestAuthentication spec, Findings findings)
    {
        findings.Target(spec.Selector, spec.TargetRef, spec.TargetRefs);
        for (var i = 0; i < spec.JwtRules?.Count; i++) Rule($"spec.jwtRules[{i}]", spec.JwtRules[i], findings);
    }

    private static void Rule(string field, JwtRule rule, Findings findings)
    {
        if (rule.Issuer is null or "" && rule.JwksUri is null or "")
        {
            findings.Error($"{field}.issuer", "is missing: whose tokens these are; only with a jwksUri may it be left out");
        }
        findings.AtMostOne(field, ("jwks", rule.Jwks), ("jwksUri", rule.JwksUri));
        if (rule.JwksUri is { Length: > 0 } uri && !(Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
        {
            findings.Error($"{field}.jwksUri", $"must be a URL with http:// or https://, not \"{uri}\"");
        }
        if (rule.Jwks is { Length: > 0 } jwks) Keys($"{field}.jwks", jwks, findings);
        NotEmpty($"{field}.audiences", rule.Audiences, findings);
        NotEmpty($"{field}.fromParams", rule.FromParams, findings);
        NotEmpty($"{field}.fromCookies", rule.FromCookies, findings);
        NotEmpty($"{field}.spaceDelimitedClaims", rule.SpaceDelimitedClaims, findings);
        for (var i = 0; i < rule.FromHeaders?.Count; i++) findings.Required($"{field}.fromHeaders[{i}].name", rule.FromHeaders[i].Name);
        for (var i = 0; i < rule.OutputClaimToHeaders?.Count; i++)
        {
            var output = rule.OutputClaimToHeaders[i];
            findings.Required($"{field}.outputClaimToHeaders[{i}].claim", output.Claim);
            findings.Required($"{field}.outputClaimToHeaders[{i}].header", output.Header);
            if (output.Header is { Length: > 0 } header && !HeaderForClaim().IsMatch(header))
            {
                findings.Error($"{field}.outputClaimToHeaders[{i}].header", $"\"{header}\" is not a header's name: letters, digits, - and _");
            }
        }
    }

    private static void NotEmpty(string field, ValueList<string>? values, Findings findings)
    {
        for (var i = 0; i < values?.Count; i++)
        {
            if (values[i].Length == 0) findings.Error($"{field}[{i}]", "must not be empty");
        }
    }

    /// <summary>A set of keys, or one alone.</summary>
    private static void Keys(string field, string jwks, Findings findings)
    {
        try
        {
            using var document = JsonDocument.Parse(jwks);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                findings.Error(field, "must be a JSON object with keys");
                return;
            }
            var keys = document.RootElement.TryGetProperty("keys", out var set) && set.ValueKind == JsonValueKind.Array ? set.EnumerateArray().ToArray() : [document.RootElement];
            if (Array.FindIndex(keys, x => !IsKey(x)) is var bad and >= 0) findings.Error(field, $"key {bad} has no kty that is one of {string.Join(", ", KeyTypes)}");
            if (keys.Any(x => x.ValueKind == JsonValueKind.Object && (x.TryGetProperty("d", out _) || x.TryGetProperty("k", out _))))
            {
                findings.Warn(field, "holds a private key; public ones are enough to check a token");
            }
            if (JwksText.Problem(jwks) is { } problem) findings.Warn(field, $"{problem}, so that every token of the issuer will be refused");
        }
        catch (JsonException e)
        {
            findings.Error(field, $"is not JSON: {e.Message.Split(" LineNumber")[0]}");
        }
    }

    private static bool IsKey(JsonElement key) =>
        key.ValueKind == JsonValueKind.Object && key.TryGetProperty("kty", out var type) && type.ValueKind == JsonValueKind.String && KeyTypes.Contains(type.GetString());

    [GeneratedRegex(@"^[-_a-zA-Z0-9]+\z")]
    private static partial Regex HeaderForClaim();
}
