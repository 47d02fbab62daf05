namespace Mesh.Commands;

/// <summary>Puts a text in the place of a file's, at one moment: whoever reads it sees the one or the other, also after a loss of power.</summary>
internal static class FileReplacement
{
    public static void Write(string path, string text)
    {
        // A link stays one; what it leads to is replaced.
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        // Hidden, so that no watcher takes it for configuration.
        var draft = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Environment.ProcessId}.tmp");
        try
        {
            using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(new System.Text.UTF8Encoding(false).GetBytes(text));
                file.Flush(flushToDisk: true);
            }
            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(draft, File.GetUnixFileMode(target));
            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
