using System.Text.Json;

namespace Mesh.Core.Model;

/// <summary>A node's metadata. Booleans are the text "true", as Istio's agents write them.</summary>
public sealed class ProxyMetadata : IEquatable<ProxyMetadata>
{
    public static readonly ProxyMetadata Empty = new("{}");

    private readonly string _json;
    private readonly JsonElement _root;

    private ProxyMetadata(string json)
    {
        _json = json;
        using var document = JsonDocument.Parse(json);
        _root = document.RootElement.Clone();
    }

    /// <param name="json">A JSON object.</param>
    public static ProxyMetadata Parse(string json) => new(json);

    /// <returns>null when the key is absent or no text.</returns>
    public string? Text(string key) =>
        _root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>True for the text "true" or "1", and for a JSON true.</summary>
    public bool Flag(string key) => _root.TryGetProperty(key, out var value)
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() is "true" or "1"));

    /// <returns>null unless the value is a JSON number: text is not taken.</returns>
    public int? Number(string key) =>
        _root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    public JsonElement? Json(string key) => _root.TryGetProperty(key, out var value) ? value : null;

    public IEnumerable<string> Keys => _root.EnumerateObject().Select(x => x.Name);

    public bool Equals(ProxyMetadata? other) => ReferenceEquals(this, other) || (other is not null && _json == other._json);

    public override bool Equals(object? obj) => Equals(obj as ProxyMetadata);

    public override int GetHashCode() => _json.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _json;
}
