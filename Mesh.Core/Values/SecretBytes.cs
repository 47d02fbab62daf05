namespace Mesh.Core.Values;

/// <summary>Bytes that no log and no debug page may show; compared by content.</summary>
public sealed class SecretBytes(ReadOnlyMemory<byte> bytes) : IEquatable<SecretBytes>
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public bool Equals(SecretBytes? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override bool Equals(object? obj) => Equals(obj as SecretBytes);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => "[redacted]";
}
