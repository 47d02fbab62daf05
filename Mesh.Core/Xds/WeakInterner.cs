namespace Mesh.Core.Xds;

/// <summary>Finds the one living object of equal content. Holds none alive; what nobody uses any more is forgotten.</summary>
internal sealed class WeakInterner<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, List<WeakReference<T>>> _byHash = [];
    private int _addedSinceSweep;

    /// <param name="isEqual">Decides among the objects of one hash.</param>
    public T Get(ulong hash, Func<T, bool> isEqual, Func<T> create)
    {
        lock (_lock)
        {
            if (!_byHash.TryGetValue(hash, out var bucket)) _byHash[hash] = bucket = new(1);
            foreach (var reference in bucket)
            {
                if (reference.TryGetTarget(out var found) && isEqual(found)) return found;
            }
            var created = create();
            bucket.Add(new(created));
            if (++_addedSinceSweep > Math.Max(1024, _byHash.Count)) Sweep();
            return created;
        }
    }

    private void Sweep()
    {
        _addedSinceSweep = 0;
        foreach (var (hash, bucket) in _byHash)
        {
            bucket.RemoveAll(reference => !reference.TryGetTarget(out _));
            if (bucket.Count == 0) _byHash.Remove(hash);
        }
    }
}
