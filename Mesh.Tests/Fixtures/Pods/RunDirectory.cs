namespace Mesh.Tests.Fixtures.Pods;

/// <summary>The files of one run of pods: bootstraps, logs, configuration, and an Envoy that its user may execute.</summary>
public sealed class RunDirectory : IDisposable
{
    /// <summary>Set to keep the files when a run is over, to look into them.</summary>
    public const string KeepVariable = "ACTORMESH_KEEP_LOGS";

    private const string Prefix = "actormesh-pods-";
    private static int _runs;

    private RunDirectory(string path) => Path = path;

    public string Path { get; }

    /// <summary>The Envoy under test, copied to where a user who may not read our home directory can run it.</summary>
    public string Envoy => System.IO.Path.Combine(Path, "envoy");

    /// <summary>Makes one, and removes those of processes that were killed.</summary>
    public static RunDirectory Create(string envoy)
    {
        var temporary = System.IO.Path.GetTempPath();
        foreach (var old in Directory.GetDirectories(temporary, $"{Prefix}*"))
            if (int.TryParse(System.IO.Path.GetFileName(old)[Prefix.Length..].Split('-')[0], out var process) && !Directory.Exists($"/proc/{process}"))
                Directory.Delete(old, recursive: true);

        // Not a "temporary subdirectory": those only their owner may enter.
        var directory = new RunDirectory(System.IO.Path.Combine(temporary, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}"));
        Directory.CreateDirectory(directory.Path);
        File.Copy(envoy, directory.Envoy);
        return directory;
    }

    public void Dispose()
    {
        File.Delete(Envoy);
        if (Environment.GetEnvironmentVariable(KeepVariable) is not { Length: > 0 }) Directory.Delete(Path, recursive: true);
    }
}
