using System.Runtime.CompilerServices;

namespace Mesh.Core.Xds;

/// <summary>All resources of one type for one kind of proxy, ordered by name. Immutable, and shared by every stream that is served from it.</summary>
public sealed class XdsResourceSet
{
    private readonly XdsResource[] _sorted;
    private readonly Dictionary<string, XdsResource>? _byAlias;
    private readonly ConditionalWeakTable<XdsResourceSet, SetDiff> _diffs = [];
    private NameSet? _endpoints;

    private XdsResourceSet(XdsType type, XdsResource[] sorted)
    {
        Type = type;
        _sorted = sorted;
        foreach (var resource in sorted)
        {
            Digest += resource.Digest;
            foreach (var alias in resource.Aliases) (_byAlias ??= new(StringComparer.Ordinal)).TryAdd(alias, resource);
        }
        Version = VersionOf(Digest);
    }

    public XdsType Type { get; }

    /// <summary>Ordered by name (ordinal). Names are unique.</summary>
    public IReadOnlyList<XdsResource> All => _sorted;

    /// <summary>Content hash over names and versions; equal content, equal version.</summary>
    public string Version { get; }

    /// <summary>Sum of the resources' digests.</summary>
    internal UInt128 Digest { get; }

    internal bool HasAliases => _byAlias is not null;

    /// <summary>Of a set of clusters: the names that they ask endpoints for.</summary>
    internal NameSet Endpoints => _endpoints ??= NameSet.Of(_sorted.SelectMany(x => x.RefersTo(XdsType.Endpoint)));

    /// <exception cref="ArgumentException">Two resources have one name: the caller withholds such before it gets here.</exception>
    public static XdsResourceSet Of(XdsType type, IEnumerable<XdsResource> resources)
    {
        var sorted = resources.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i - 1].Name == sorted[i].Name) throw new ArgumentException($"two resources have the name {sorted[i].Name}", nameof(resources));
        }
        return new(type, sorted);
    }

    /// <summary>By name or by alias.</summary>
    public XdsResource? Find(string name)
    {
        var (low, high) = (0, _sorted.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(_sorted[middle].Name, name);
            if (order == 0) return _sorted[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return _byAlias?.GetValueOrDefault(name);
    }

    /// <summary>What changes from this set to <paramref name="next"/>; computed once for all streams that go this way.</summary>
    internal SetDiff DiffTo(XdsResourceSet next) => _diffs.GetValue(next, to => new(this, to));

    /// <summary>The resources with these names. Both are in ordinal order, so that one walk finds them.</summary>
    internal static IReadOnlyList<XdsResource> Intersect(XdsResourceSet set, NameSet names)
    {
        var resources = set._sorted;
        var found = new List<XdsResource>(Math.Min(resources.Length, names.Count));
        for (int i = 0, j = 0; i < resources.Length && j < names.Count;)
        {
            var order = string.CompareOrdinal(resources[i].Name, names[j]);
            if (order == 0) found.Add(resources[i]);
            if (order <= 0) i++;
            if (order >= 0) j++;
        }
        return found;
    }

    internal static string VersionOf(UInt128 digest) => digest.ToString("x32");
}
