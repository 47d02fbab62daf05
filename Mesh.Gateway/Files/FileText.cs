using System.IO.Hashing;
using System.Text;

namespace Mesh.Gateway.Files;

/// <summary>What a file held when it was last read, to tell a change from a mere notice.</summary>
/// <param name="Hash">Of the bytes.</param>
internal readonly record struct FileStamp(DateTime Written, long Length, UInt128 Hash);

/// <summary>A file's text at one moment; the text is null when the file is gone.</summary>
internal readonly record struct FileText(string? Text, FileStamp Stamp)
{
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is there and may not be read.</exception>
    public static FileText Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var written = File.GetLastWriteTimeUtc(path);
            using var memory = new MemoryStream((int)Math.Min(file.Length, int.MaxValue / 2));
            file.CopyTo(memory);
            var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
            return new(Encoding.UTF8.GetString(bytes), new(written, bytes.Length, XxHash128.HashToUInt128(bytes)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
    }
}
