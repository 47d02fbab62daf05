using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Security.Tokens;

/// <summary>
/// Reads which issuers are believed: one rule or an array of them, each as Istio's JWT_RULE has it.
/// <code>
/// {"issuer": "https://kubernetes.default.svc.cluster.local", "audiences": ["istio-ca"], "jwks": "{\"keys\": […]}"}
/// </code>
/// </summary>
public static class TokenIssuerReader
{
    private const int MostRules = 100;
    private static readonly string[] Known = ["issuer", "audiences", "jwks"];

    /// <param name="audience">Where a rule names none.</param>
    public static (ValueList<TokenIssuer> Issuers, ValueList<ConfigError> Errors) Read(string json, string audience)
    {
        var (issuers, errors) = (new List<TokenIssuer>(), new List<ConfigError>());
        try
        {
            using var document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var rules = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Take(MostRules)] : new[] { document.RootElement };
            for (var i = 0; i < rules.Length; i++)
            {
                if (Rule(rules[i], $"[{i}]", audience, errors) is { } issuer) issuers.Add(issuer);
            }
        }
        catch (JsonException e)
        {
            errors.Add(new("", $"is no JSON: {e.Message}"));
        }
        return (issuers.ToValueList(), errors.ToValueList());
    }

    private static TokenIssuer? Rule(JsonElement rule, string field, string audience, List<ConfigError> errors)
    {
        if (rule.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new(field, "must be an object"));
            return null;
        }
        var before = errors.Count;
        foreach (var other in rule.EnumerateObject().Where(x => !Known.Contains(x.Name))) errors.Add(new($"{field}.{other.Name}", $"is not known; {string.Join(", ", Known)} are"));
        if (Text(rule, "issuer") is not { Length: > 0 } issuer)
        {
            errors.Add(new($"{field}.issuer", "must be set"));
            return null;
        }
        IReadOnlyList<string> audiences = [audience];
        if (rule.TryGetProperty("audiences", out var list))
        {
            audiences = list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(x => x.ValueKind == JsonValueKind.String).Select(x => x.GetString()!)] : [];
            if (audiences.Count == 0) errors.Add(new($"{field}.audiences", "must name at least one: a token for somebody else proves nothing"));
        }
        // The set itself, or its text, as Istio has it.
        var keys = rule.TryGetProperty("jwks", out var jwks) ? jwks.ValueKind == JsonValueKind.String ? jwks.GetString()! : jwks.GetRawText() : null;
        if (keys is null)
        {
            errors.Add(new($"{field}.jwks", "must hold the issuer's keys"));
            return null;
        }
        var (read, error) = TokenKeys.Read(keys);
        if (read is null) errors.Add(new($"{field}.jwks", error!.Reason));
        return errors.Count > before ? null : new(issuer, audiences.ToValueList(), read!);
    }

    private static string? Text(JsonElement rule, string name) => rule.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
