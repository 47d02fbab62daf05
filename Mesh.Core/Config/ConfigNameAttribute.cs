namespace Mesh.Core.Config;

/// <summary>The YAML form of an enum's member where SCREAMING_SNAKE of its name would not give it (<c>TLSV1_2</c>).</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ConfigNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
