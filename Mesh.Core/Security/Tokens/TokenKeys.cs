using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Security.Tokens;

/// <summary>The keys of one issuer. Spec: JSON Web Key Set, RFC 7517.</summary>
public sealed record TokenKeys(IReadOnlyList<TokenKey> All)
{
    public const int MostCharacters = 256 * 1024;
    private const int MostKeys = 100;
    private const int MostDepth = 8;

    public static (TokenKeys? Keys, ConfigError? Error) Read(string json)
    {
        if (json.Length > MostCharacters) return Refuse($"has {json.Length} characters; at most {MostCharacters} are read");
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = MostDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return Refuse("must be an object with the array \"keys\"");
            }
            var keys = list.EnumerateArray().Take(MostKeys).Where(x => x.ValueKind == JsonValueKind.Object).Select(TokenKey.Read).OfType<TokenKey>().ToList();
            return keys.Count == 0 ? Refuse("holds no key that tokens can be verified with; RSA of 2048 bits and more, P-256 and P-384 are") : (new(keys), null);
        }
        catch (JsonException e)
        {
            return Refuse($"is no JSON: {e.Message}");
        }
    }

    /// <summary>A token that names its key is verified with that one alone.</summary>
    public IEnumerable<TokenKey> Of(string? id) => id is null ? All : All.Where(x => x.Id == id || x.Id is null);

    private static (TokenKeys? Keys, ConfigError? Error) Refuse(string reason) => (null, new("jwks", reason));
}
