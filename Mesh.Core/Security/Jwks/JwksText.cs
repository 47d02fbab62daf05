using System.Buffers.Text;
using System.Text.Json;

namespace Mesh.Core.Security.Jwks;

/// <summary>A JSON Web Key Set as somebody wrote it: whether an Envoy reads any key in it.</summary>
public static class JwksText
{
    /// <returns>Why an Envoy would refuse the text; it passes over single keys that it can not read, as long as one is left.</returns>
    public static string? Problem(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array) return "is no JSON Web Key Set: it has no list of keys";
            return keys.EnumerateArray().Any(IsReadable) ? null : "holds no key that can be read";
        }
        catch (JsonException)
        {
            return "is not JSON";
        }
    }

    private static bool IsReadable(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || !key.TryGetProperty("kty", out var type) || type.ValueKind != JsonValueKind.String) return false;
        string[] numbers = type.GetString() switch { "EC" => ["x", "y"], "RSA" => ["n", "e"], _ => [] };
        return Array.TrueForAll(numbers, x => key.TryGetProperty(x, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } number && Base64Url.IsValid(number));
    }
}
