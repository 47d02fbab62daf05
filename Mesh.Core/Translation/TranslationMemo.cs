using System.Collections.Concurrent;

namespace Mesh.Core.Translation;

/// <summary>
/// Remembers what was made from which inputs, so that a change rebuilds only what it touches and equal proxies share one result.
/// A key is a record (or tuple) of everything that the result depends on; model objects in it compare by reference.
/// What a whole generation did not ask for is forgotten; what a kept result was made of is kept with it, ready for the day when one part changes.
/// Forgetting costs time and changes nothing, since versions are content hashes.
/// </summary>
public sealed class TranslationMemo
{
    /// <summary>A generation ends by itself when it has made this many results, or four times what the one before held: endpoint changes alone begin none.</summary>
    private const int SmallestLimit = 50_000;

    /// <summary>What is being asked for while a result is made on this thread: its parts.</summary>
    [ThreadStatic]
    private static List<Part>? _asked;

    private ConcurrentDictionary<object, Entry> _young = new();
    private ConcurrentDictionary<object, Entry> _old = new();
    private int _limit = SmallestLimit;
    private int _made;

    public TValue GetOrAdd<TKey, TValue>(TKey key, Func<TKey, TValue> make) where TKey : notnull where TValue : class
    {
        if (!_young.TryGetValue(key, out var entry))
        {
            if (_old.TryGetValue(key, out entry)) Keep(new(key, entry));
            else entry = _young.GetOrAdd(key, Make(key, make));
            if (Interlocked.Increment(ref _made) > _limit) NextGeneration();
        }
        _asked?.Add(new(key, entry));
        return (TValue)entry.Value;
    }

    /// <summary>Starts a generation: what is not asked for until the next one begins is forgotten then.</summary>
    public void NextGeneration()
    {
        _old = _young;
        _young = new();
        _limit = Math.Max(SmallestLimit, 4 * _old.Count);
        _made = 0;
    }

    public int Count => _young.Count;

    private static Entry Make<TKey, TValue>(TKey key, Func<TKey, TValue> make) where TValue : class
    {
        var outer = _asked;
        var parts = _asked = [];
        try
        {
            return new(make(key), [.. parts]);
        }
        finally
        {
            _asked = outer;
        }
    }

    private void Keep(Part part)
    {
        if (!_young.TryAdd(part.Key, part.Entry)) return;
        foreach (var inner in part.Entry.Parts) Keep(inner);
    }

    private readonly record struct Part(object Key, Entry Entry);

    private sealed class Entry(object value, Part[] parts)
    {
        public object Value { get; } = value;

        public Part[] Parts { get; } = parts;
    }
}
