namespace Mesh.Core.Mixer.Attributes;

/// <summary>
/// Remembers what was looked at, and whether it was there: requests that agree in that are decided alike, which is what a cache of decisions is keyed by.
/// </summary>
public sealed class TrackingAttributes(IAttributes inner) : IAttributes
{
    private readonly SortedDictionary<AttributeReference, bool> _looked = [];

    /// <summary>True where it was present.</summary>
    public IReadOnlyDictionary<AttributeReference, bool> Looked => _looked;

    public object? Find(string name)
    {
        var value = inner.Find(name);
        _looked[new(name, null)] = value is not null;
        return value;
    }

    public string? Find(string map, string key)
    {
        var value = inner.Find(map, key);
        _looked[new(map, key)] = value is not null;
        return value;
    }

    public IReadOnlyDictionary<string, string>? FindMap(string name)
    {
        var map = inner.FindMap(name);
        _looked[new(name, null)] = map is not null;
        return map;
    }
}
