using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Security.Jwks;

/// <summary>An issuer's discovery document (OpenID Connect Discovery 1.0).</summary>
public static class OpenIdConfiguration
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <returns>Where it says that the keys are, or why it does not: in words that follow "the answer".</returns>
    public static (string? Url, string Error) JwksUriOf(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict) is JsonObject root && root["jwks_uri"] is JsonValue value && value.TryGetValue<string>(out var url) && url.Length > 0
                ? (url, "")
                : (null, "is no discovery document: it has no \"jwks_uri\"");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, "is no JSON");
        }
    }
}
