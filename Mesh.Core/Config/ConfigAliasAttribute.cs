namespace Mesh.Core.Config;

/// <summary>A second name that Istio takes for a field.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigAliasAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
