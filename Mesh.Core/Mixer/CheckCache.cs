using System.Text;
using Mesh.Core.Mixer.Attributes;

namespace Mesh.Core.Mixer;

/// <summary>
/// Verdicts by what they looked at. Requests of one shape (the same attributes present and absent) that agree in the values are answered
/// from here until the verdict's time or uses run out. Safe for many threads; past its bound the oldest half is dropped.
/// </summary>
public sealed class CheckCache(int capacity)
{
    private readonly Lock _lock = new();
    private readonly List<AttributeReference[]> _shapes = [];
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Verdicts that are held.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _entries.Count;
        }
    }

    public CheckResult? Find(IAttributes attributes, DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (var shape in _shapes)
            {
                var key = KeyOf(shape, attributes);
                if (!_entries.TryGetValue(key, out var entry)) continue;
                if (entry.Expires > now && entry.UsesLeft-- > 0) return entry.Result;
                _entries.Remove(key);
            }
            return null;
        }
    }

    public void Put(CheckResult result, IAttributes attributes, DateTimeOffset now)
    {
        var shape = result.Looked.Keys.ToArray();
        lock (_lock)
        {
            if (!_shapes.Exists(x => x.AsSpan().SequenceEqual(shape))) _shapes.Add(shape);
            if (_entries.Count >= capacity) Drop();
            _entries[KeyOf(shape, attributes)] = new(result, now + result.Verdict.ValidFor, result.Verdict.ValidUses);
        }
    }

    private void Drop()
    {
        foreach (var key in _entries.OrderBy(x => x.Value.Expires).Take((capacity + 1) / 2).Select(x => x.Key).ToArray()) _entries.Remove(key);
    }

    /// <summary>Every value with its length before it, so that no two different lists of values look alike; what is absent looks like no value.</summary>
    private static string KeyOf(AttributeReference[] shape, IAttributes attributes)
    {
        var key = new StringBuilder();
        foreach (var (name, entry) in shape)
        {
            var value = entry is null ? Text(attributes.Find(name) ?? attributes.FindMap(name)) : attributes.Find(name, entry);
            key.Append(name).Append('\0').Append(entry).Append('\0').Append(value?.Length ?? -1).Append(':').Append(value).Append('\0');
        }
        return key.ToString();
    }

    private static string? Text(object? value) => value switch
    {
        IReadOnlyDictionary<string, string> map => string.Concat(map.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key.Length}:{x.Key}{x.Value.Length}:{x.Value}")),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };

    private sealed class Entry(CheckResult result, DateTimeOffset expires, int uses)
    {
        public CheckResult Result { get; } = result;

        public DateTimeOffset Expires { get; } = expires;

        public int UsesLeft { get; set; } = uses;
    }
}
