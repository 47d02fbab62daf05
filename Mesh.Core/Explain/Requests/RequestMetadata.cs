using System.Text.Json;

namespace Mesh.Core.Explain.Requests;

/// <summary>What filters have learned of a request: dynamic metadata, of which only the claims of tokens can be foretold.</summary>
public sealed record RequestMetadata(IReadOnlyDictionary<string, JsonElement> ByFilter)
{
    public const string Jwt = "envoy.filters.http.jwt_authn";

    public static readonly RequestMetadata None = new(new Dictionary<string, JsonElement>());

    public JsonElement? Find(string filter, IEnumerable<string> path)
    {
        if (!ByFilter.TryGetValue(filter, out var value)) return null;
        foreach (var key in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(key, out value)) return null;
        }
        return value;
    }
}
