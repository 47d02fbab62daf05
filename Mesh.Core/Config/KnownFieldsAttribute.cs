namespace Mesh.Core.Config;

/// <summary>Fields that may stand in a map but mean nothing to a mesh.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class KnownFieldsAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}
