using Mesh.Actors.Certificates;

namespace Mesh.Persistence.Roots;

/// <summary>Files that are either whole or not there, and their owner's alone unless said otherwise.</summary>
internal static class OwnerFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
    }

    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, Owner);

    /// <summary>For everybody to read. Whoever watches its name reads it at once, and is told of it once: it has its mode by then.</summary>
    public static void WritePublic(string path, ReadOnlySpan<byte> content) => Write(path, content, Everybody);

    /// <summary>Is its owner's alone while it has no content, and has its name after all else.</summary>
    private static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var passing = path + ".new";
        File.Delete(passing);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        using (var file = new FileStream(passing, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        // Not with its creation, where the umask takes from it.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(passing, mode);
        File.Move(passing, path, overwrite: true);
    }

    /// <exception cref="RootVaultException">Others may read it.</exception>
    public static void DemandPrivate(string path)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == 0) return;
        throw new RootVaultException($"{path} can be read by others; a key that others have had is worth nothing: take it for stolen, or chmod 600 if you know that nobody has");
    }
}
