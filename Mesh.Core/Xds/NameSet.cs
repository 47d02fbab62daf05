using System.Collections;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Mesh.Core.Xds;

/// <summary>
/// An immutable set of names, ordered (ordinal). Equal sets are one object in the process for as long as anybody holds it, so that a thousand
/// proxies of one workload share their subscriptions, and comparing two sets is comparing two references.
/// </summary>
public sealed class NameSet : IReadOnlyList<string>
{
    public static readonly NameSet Empty = new([]);

    private static readonly WeakInterner<NameSet> Interner = new();

    private readonly string[] _sorted;

    private NameSet(string[] sorted) => _sorted = sorted;

    public int Count => _sorted.Length;

    public string this[int index] => _sorted[index];

    public static NameSet Of(IEnumerable<string> names)
    {
        var sorted = names.ToArray();
        if (!IsSorted(sorted)) Array.Sort(sorted, StringComparer.Ordinal);
        var count = 0;
        foreach (var name in sorted)
        {
            if (count == 0 || sorted[count - 1] != name) sorted[count++] = name;
        }
        return Intern(count == sorted.Length ? sorted : sorted[..count]);
    }

    public bool Contains(string name) => Array.BinarySearch(_sorted, name, StringComparer.Ordinal) >= 0;

    public NameSet With(IEnumerable<string> names)
    {
        var added = names.Where(name => !Contains(name)).ToArray();
        return added.Length == 0 ? this : Of(_sorted.Concat(added));
    }

    public NameSet Without(IReadOnlyCollection<string> names)
    {
        if (Count == 0 || names.Count == 0) return this;
        if (ReferenceEquals(names, this)) return Empty;
        var gone = names as IReadOnlySet<string> ?? names.ToHashSet(StringComparer.Ordinal);
        var kept = Array.FindAll(_sorted, name => !gone.Contains(name));
        return kept.Length == Count ? this : Intern(kept);
    }

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_sorted).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Count <= 8 ? $"{{{string.Join(", ", _sorted)}}}" : $"{{{string.Join(", ", _sorted.Take(8))}, … {Count - 8} more}}";

    private static NameSet Intern(string[] sorted)
    {
        if (sorted.Length == 0) return Empty;
        var hash = HashOf(sorted);
        return Interner.Get(hash, found => found._sorted.AsSpan().SequenceEqual(sorted), () => new(sorted));
    }

    private static bool IsSorted(string[] names)
    {
        for (var i = 1; i < names.Length; i++)
        {
            if (string.CompareOrdinal(names[i - 1], names[i]) > 0) return false;
        }
        return true;
    }

    /// <summary>Sum of the hashes of <paramref name="names"/>: independent of their order.</summary>
    internal static ulong HashOf(IReadOnlyList<string> names)
    {
        ulong hash = 0;
        for (var i = 0; i < names.Count; i++) hash += XxHash3.HashToUInt64(MemoryMarshal.AsBytes(names[i].AsSpan()));
        return hash;
    }
}
