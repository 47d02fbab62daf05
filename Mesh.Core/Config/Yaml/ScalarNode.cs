namespace Mesh.Core.Config.Yaml;

/// <summary>A single value. <see cref="Kind"/> is what YAML 1.1 makes of it: a quoted one is always text.</summary>
public sealed class ScalarNode(int line, string text, ScalarKind kind) : ConfigNode(line)
{
    private const int ShownLength = 60;

    public string Text { get; } = text;

    public ScalarKind Kind { get; } = kind;

    public bool IsNull => Kind == ScalarKind.Null;

    public override string Describe() => Kind switch
    {
        ScalarKind.Null => "null",
        ScalarKind.Bool => $"the boolean {Text}",
        ScalarKind.Integer or ScalarKind.Float => $"the number {Shown()}",
        _ => $"\"{Shown()}\"",
    };

    private string Shown() => Text.Length <= ShownLength ? Text : $"{Text[..ShownLength]}…";
}

public enum ScalarKind
{
    Null,
    Bool,
    Integer,
    Float,
    Text,
}
