using System.Text;
using Mesh.Core.Config;

namespace Mesh.Core.History;

/// <summary>What an object said. Compared by reference; equal content has equal text.</summary>
public sealed class LoggedDocument
{
    /// <summary>What a private key begins with, plainly and in base64 at each of its three offsets: it has no business in a log, nor has what holds it.</summary>
    private static readonly byte[][] PrivateKey = ["PRIVATE KEY-----"u8.ToArray(), .. Enumerable.Range(0, 3).Select(Base64)];

    private LoggedDocument(ReadOnlyMemory<byte>? json, ConfigSource source) => (Json, Source) = (json, source);

    /// <summary>UTF-8; null when the object is one whose content may not be kept.</summary>
    public ReadOnlyMemory<byte>? Json { get; }

    public ConfigSource Source { get; }

    public bool IsHidden => Json is null;

    public int Size => Json?.Length ?? 0;

    public string? Text => Json is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    public static LoggedDocument Hidden(ConfigSource source) => new(null, source);

    public static LoggedDocument Known(ReadOnlyMemory<byte> json, ConfigSource source) => new(json, source);

    public static LoggedDocument Of(ConfigObject item) =>
        item.Kind == ConfigKind.Secret ? Hidden(item.Source) : Of(ConfigDocument.Write(item), item.Source);

    public static LoggedDocument Of(string json, ConfigSource source)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return PrivateKey.Any(x => bytes.AsSpan().IndexOf(x) >= 0) ? Hidden(source) : Known(bytes, source);
    }

    public bool SaysTheSame(LoggedDocument other) => Json is { } mine && other.Json is { } theirs && mine.Span.SequenceEqual(theirs.Span);

    public override string ToString() => Text ?? "[redacted]";

    /// <summary>The characters that the words make wherever they begin, after so many bytes more than a multiple of three.</summary>
    private static byte[] Base64(int offset)
    {
        const int BitsOfByte = 8, BitsOfCharacter = 6;
        var words = "PRIVATE KEY--"u8;
        var text = Convert.ToBase64String([.. new byte[offset], .. words]);
        var first = ((offset * BitsOfByte) + BitsOfCharacter - 1) / BitsOfCharacter;
        var last = (offset + words.Length) * BitsOfByte / BitsOfCharacter;
        return Encoding.ASCII.GetBytes(text[first..last]);
    }
}
