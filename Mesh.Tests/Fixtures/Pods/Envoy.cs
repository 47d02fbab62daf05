using System.Diagnostics;

namespace Mesh.Tests.Fixtures.Pods;

/// <summary>An Envoy in a pod, run as the user whose traffic is not redirected.</summary>
public sealed class Envoy : IAsyncDisposable
{
    /// <summary>Where its own pages are; a pod can reach them, nobody else.</summary>
    public const int AdminPort = 15000;

    private readonly Process _process;
    private readonly Task _logging;

    private Envoy(Process process, string log)
    {
        _process = process;
        Log = log;
        _logging = Task.WhenAll(Copy(process.StandardOutput, log), Copy(process.StandardError, $"{log}.err"));
    }

    /// <summary>The file that its standard output goes to: access logs.</summary>
    public string Log { get; }

    /// <param name="bootstrap">Text of the bootstrap file, JSON.</param>
    public static async Task<Envoy> Start(RunDirectory directory, string @namespace, string pod, string bootstrap)
    {
        var file = Path.Combine(directory.Path, $"{pod}.json");
        await File.WriteAllTextAsync(file, bootstrap);
        var log = Path.Combine(directory.Path, $"{pod}.log");
        return new(Command.Start("ip",
        [
            "netns", "exec", @namespace,
            "setpriv", "--reuid", $"{Redirection.SidecarUser}", "--regid", $"{Redirection.SidecarUser}", "--clear-groups",
            directory.Envoy, "-c", file, "--concurrency", "1", "--disable-hot-restart", "--log-level", "warning",
        ]), log);
    }

    /// <exception cref="InvalidOperationException">It has ended; the message holds its last words.</exception>
    public void MustRun()
    {
        if (!_process.HasExited) return;
        var words = File.ReadLines($"{Log}.err").TakeLast(20);
        throw new InvalidOperationException($"Envoy ended with {_process.ExitCode}:\n{string.Join('\n', words)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _logging;
        _process.Dispose();
    }

    private static async Task Copy(StreamReader from, string to)
    {
        await using var file = new StreamWriter(new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
        while (await from.ReadLineAsync() is { } line) await file.WriteLineAsync(line);
    }
}
