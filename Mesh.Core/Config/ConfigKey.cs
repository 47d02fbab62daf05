namespace Mesh.Core.Config;

/// <summary>Names one configuration object, and orders objects by kind, namespace and name.</summary>
public readonly record struct ConfigKey(ConfigKind Kind, string Namespace, string Name) : IComparable<ConfigKey>
{
    public int CompareTo(ConfigKey other)
    {
        var byKind = Kind.CompareTo(other.Kind);
        if (byKind != 0) return byKind;
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
