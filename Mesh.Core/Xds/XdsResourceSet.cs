using System.IO.Hashing;
using System.Text;

namespace Mesh.Core.Xds;

/// <summary>All resources of one type for one kind of proxy, ordered by name. Immutable, and shared by every stream that is served from it.</summary>
public sealed class XdsResourceSet
{
    private readonly Dictionary<string, XdsResource> _byName;

    private XdsResourceSet(XdsType type, XdsResource[] sorted)
    {
        Type = type;
        All = sorted;
        _byName = sorted.ToDictionary(x => x.Name, StringComparer.Ordinal);
        Version = HashOf(sorted);
    }

    public XdsType Type { get; }

    /// <summary>Ordered by name (ordinal). Names are unique.</summary>
    public IReadOnlyList<XdsResource> All { get; }

    /// <summary>Content hash over names and versions; equal content, equal version.</summary>
    public string Version { get; }

    /// <exception cref="ArgumentException">Two resources have one name: the caller withholds such before it gets here.</exception>
    public static XdsResourceSet Of(XdsType type, IEnumerable<XdsResource> resources)
    {
        var sorted = resources.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new(type, sorted);
    }

    public XdsResource? Find(string name) => _byName.GetValueOrDefault(name);

    private static string HashOf(XdsResource[] sorted)
    {
        var hash = new XxHash128();
        foreach (var resource in sorted)
        {
            hash.Append(Encoding.UTF8.GetBytes(resource.Name));
            hash.Append("\0"u8);
            hash.Append(Encoding.UTF8.GetBytes(resource.Version));
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
