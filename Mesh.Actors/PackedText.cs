using System.IO.Compression;
using System.Text;

namespace Mesh.Actors;

/// <summary>Text that crosses the wire: compressed, and cut into parts that fit into frames.</summary>
public static class PackedText
{
    /// <summary>Characters of one part; a frame takes 4 MiB.</summary>
    private const int PartLength = 1 << 20;

    /// <summary>Bytes that one text may unfold to: a bound on what a peer can make us hold.</summary>
    private const int MostBytes = 512 << 20;

    /// <returns>At least one part.</returns>
    public static string[] Pack(string text)
    {
        using var folded = new MemoryStream();
        using (var folding = new BrotliStream(folded, CompressionLevel.Fastest, leaveOpen: true)) folding.Write(Encoding.UTF8.GetBytes(text));
        var data = Convert.ToBase64String(folded.GetBuffer(), 0, (int)folded.Length);
        return [.. Enumerable.Range(0, Math.Max(1, (data.Length + PartLength - 1) / PartLength)).Select(x => data.Substring(x * PartLength, Math.Min(PartLength, data.Length - (x * PartLength))))];
    }

    /// <exception cref="InvalidDataException">It is not what <see cref="Pack"/> makes, or too large.</exception>
    public static string Unpack(IEnumerable<string> parts)
    {
        var data = string.Concat(parts);
        var bytes = new byte[data.Length];
        if (!Convert.TryFromBase64String(data, bytes, out var length)) throw new InvalidDataException("not base64");
        using var unfolding = new BrotliStream(new MemoryStream(bytes, 0, length), CompressionMode.Decompress);
        using var text = new MemoryStream();
        var piece = new byte[64 << 10];
        while (unfolding.Read(piece) is var read and > 0)
        {
            if (text.Length + read > MostBytes) throw new InvalidDataException("too large when unfolded");
            text.Write(piece, 0, read);
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
