using System.IO.Compression;
using System.Text;
using static Mesh.Actors.Members.MemberMessages;

namespace Mesh.Actors.Members;

/// <summary>A page as parts that fit into frames, and back. Thousands of streams make megabytes of JSON, a tenth of it compressed.</summary>
public static class PageCodec
{
    /// <summary>Characters of one part; a frame takes 4 MiB.</summary>
    private const int PartLength = 1 << 20;

    /// <summary>Compressed characters of a whole page. Past it the page is not sent: whoever asks must ask for less.</summary>
    private const int MostLength = 64 << 20;

    /// <summary>Bytes that one page may unfold to: a bound on what a peer can make us hold.</summary>
    private const int MostBytes = 512 << 20;

    public static IEnumerable<object> Pack(string member, string text)
    {
        var data = Compress(text);
        if (data.Length > MostLength) return [new PageFailed(member, $"the page is {data.Length >> 20} MiB even when compressed; ask for less")];
        var count = Math.Max(1, (data.Length + PartLength - 1) / PartLength);
        return Enumerable.Range(0, count).Select(x => new PagePart(member, x, count, data.Substring(x * PartLength, Math.Min(PartLength, data.Length - (x * PartLength)))));
    }

    /// <exception cref="InvalidDataException">It is not what <see cref="Compress"/> makes, or too large.</exception>
    public static string Decompress(string data)
    {
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

    public static string Compress(string text)
    {
        using var folded = new MemoryStream();
        using (var folding = new BrotliStream(folded, CompressionLevel.Fastest, leaveOpen: true)) folding.Write(Encoding.UTF8.GetBytes(text));
        return Convert.ToBase64String(folded.GetBuffer(), 0, (int)folded.Length);
    }
}
