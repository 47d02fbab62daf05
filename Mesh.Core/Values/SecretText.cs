namespace Mesh.Core.Values;

/// <summary>Text that no log and no debug page may show.</summary>
public sealed record SecretText(string Value)
{
    public override string ToString() => "[redacted]";
}
