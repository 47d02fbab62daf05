namespace Mesh.Core.Mixer.Attributes;

/// <summary>An attribute, or one entry of a string map, that a decision looked at.</summary>
/// <param name="Key">The map's entry; null for an attribute as a whole.</param>
public readonly record struct AttributeReference(string Name, string? Key) : IComparable<AttributeReference>
{
    public int CompareTo(AttributeReference other)
    {
        var byName = string.CompareOrdinal(Name, other.Name);
        return byName != 0 ? byName : string.CompareOrdinal(Key, other.Key);
    }

    public override string ToString() => Key is null ? Name : $"{Name}[\"{Key}\"]";
}
