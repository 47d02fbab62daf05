using System.Globalization;

namespace Mesh.Persistence.Store;

/// <summary>A directory that one process has to itself while it runs.</summary>
internal sealed class DataDirectory : IDisposable
{
    /// <summary>The paths of Unix sockets end here; the last byte is a zero.</summary>
    private const int LongestSocketPath = 107;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;
    private readonly string? _socketDirectory;
    private readonly bool _passing;

    private DataDirectory(string path, FileStream @lock, bool passing)
    {
        (Path, _lock, _passing) = (path, @lock, passing);
        SocketPath = System.IO.Path.Combine(path, "store.sock");
        if (System.Text.Encoding.UTF8.GetByteCount(SocketPath) > LongestSocketPath)
        {
            _socketDirectory = Directory.CreateTempSubdirectory("actormesh-").FullName;
            SocketPath = System.IO.Path.Combine(_socketDirectory, "store.sock");
        }
        File.Delete(SocketPath);
    }

    public string Path { get; }

    /// <summary>In a directory that only this user may enter.</summary>
    public string SocketPath { get; }

    /// <exception cref="StoreException">It can not be had.</exception>
    public static DataDirectory Open(string path, string setting) => Open(path, setting, passing: false);

    /// <summary>A new one, that goes when the process ends in order.</summary>
    public static DataDirectory Passing() => Open(Directory.CreateTempSubdirectory("actormesh-data-").FullName, "TMPDIR", passing: true);

    public void Dispose()
    {
        File.Delete(SocketPath);
        if (_socketDirectory is not null) Directory.Delete(_socketDirectory, recursive: true);
        _lock.Dispose();
        if (_passing) Directory.Delete(Path, recursive: true);
    }

    private static DataDirectory Open(string path, string setting, bool passing)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
            else Directory.CreateDirectory(full, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(setting, $"the directory {full} can not be made: {e.Message}", e);
        }
        return new(full, Lock(full, setting), passing);
    }

    /// <summary>The kernel lets go of it when the process ends, however it ends.</summary>
    private static FileStream Lock(string path, string setting)
    {
        var holder = System.IO.Path.Combine(path, "holder");
        FileStream taken;
        try
        {
            taken = new(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreException(setting, $"the directory {path} can not be written to: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new StoreException(setting, $"the directory {path} is in use by another member{HolderOf(holder)}; give each its own, or let all use one Redis with --redis ({e.Message})", e);
        }
        try
        {
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            taken.Dispose();
            throw new StoreException(setting, $"the directory {path} can not be written to: {e.Message}", e);
        }
        return taken;
    }

    private static string HolderOf(string file)
    {
        try
        {
            return $" (process {File.ReadAllText(file)})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
