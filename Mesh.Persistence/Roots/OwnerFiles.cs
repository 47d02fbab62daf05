using Mesh.Actors.Certificates;

namespace Mesh.Persistence.Roots;

/// <summary>Files that are their owner's alone, and are either whole or not there.</summary>
internal static class OwnerFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
    }

    /// <summary>Has its mode before it has its content, and its name after.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
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
        File.Move(passing, path, overwrite: true);
    }

    /// <exception cref="RootVaultException">Others may read it.</exception>
    public static void DemandPrivate(string path)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == 0) return;
        throw new RootVaultException($"{path} can be read by others; a key that others have had is worth nothing: take it for stolen, or chmod 600 if you know that nobody has");
    }
}
