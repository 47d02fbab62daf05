using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Mesh.Core.Values;

/// <summary>An immutable map from text, ordered by key (ordinal), whose equality is that of its entries.</summary>
public sealed class ValueMap<T> : IReadOnlyDictionary<string, T>, IEquatable<ValueMap<T>>
{
    public static readonly ValueMap<T> Empty = new([]);

    private readonly SortedList<string, T> _items;

    private ValueMap(SortedList<string, T> items) => _items = items;

    public static ValueMap<T> From(IEnumerable<KeyValuePair<string, T>> items)
    {
        var sorted = new SortedList<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in items) sorted[key] = value;
        return sorted.Count == 0 ? Empty : new(sorted);
    }

    public T this[string key] => _items[key];

    public IEnumerable<string> Keys => _items.Keys;

    public IEnumerable<T> Values => _items.Values;

    public int Count => _items.Count;

    public bool ContainsKey(string key) => _items.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _items.TryGetValue(key, out value);

    public bool Equals(ValueMap<T>? other) => ReferenceEquals(this, other)
        || (other is not null && Count == other.Count && this.SequenceEqual(other));

    public override bool Equals(object? obj) => Equals(obj as ValueMap<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in _items)
        {
            hash.Add(key);
            hash.Add(value);
        }
        return hash.ToHashCode();
    }

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{{{string.Join(", ", _items.Select(x => $"{x.Key}: {x.Value}"))}}}";
}
