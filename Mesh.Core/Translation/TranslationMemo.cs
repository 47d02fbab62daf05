using System.Collections.Concurrent;

namespace Mesh.Core.Translation;

/// <summary>
/// Remembers what was made from which inputs, so that a change rebuilds only what it touches and equal proxies share one result.
/// A key is a record (or tuple) of everything that the result depends on; model objects in it compare by reference.
/// What a whole generation did not ask for is forgotten.
/// </summary>
public sealed class TranslationMemo
{
    private ConcurrentDictionary<object, object> _young = new();
    private ConcurrentDictionary<object, object> _old = new();

    public TValue GetOrAdd<TKey, TValue>(TKey key, Func<TKey, TValue> make) where TKey : notnull where TValue : class
    {
        if (_young.TryGetValue(key, out var found)) return (TValue)found;
        if (!_old.TryGetValue(key, out found)) found = make(key);
        return (TValue)_young.GetOrAdd(key, found);
    }

    /// <summary>Starts a generation: what is not asked for until the next one begins is forgotten then.</summary>
    public void NextGeneration()
    {
        _old = _young;
        _young = new(Environment.ProcessorCount, _old.Count);
    }

    public int Count => _young.Count;
}
