using System.Diagnostics;
using System.Globalization;

namespace Mesh.Tests.Persistence;

/// <summary>A file system that is soon full, with something on it that can be taken away.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int SpareMegabytes = 2;

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Spare => System.IO.Path.Combine(Path, "spare");

    /// <summary>Skips the test where one may not mount.</summary>
    public static async Task<SmallDisk> Mount(int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) Assert.Skip("Mounting a small disk needs root on Linux.");
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("disk-").FullName);
        await Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes + SpareMegabytes}m"), "tmpfs", disk.Path);
        await File.WriteAllBytesAsync(disk.Spare, new byte[SpareMegabytes << 20]);
        return disk;
    }

    public void MakeRoom() => File.Delete(Spare);

    public async ValueTask DisposeAsync()
    {
        await Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static async Task Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command} ended with {process.ExitCode}");
    }
}
