using System.Diagnostics;

namespace Mesh.Tests.Fixtures.Pods;

/// <summary>A program that runs in a pod until it is disposed of, with what it says in two files.</summary>
public sealed class LoggedProcess : IAsyncDisposable
{
    /// <summary>The files are for everybody: a program that has changed its user may open /dev/stdout again, as Envoy does for access logs.</summary>
    private const string Redirect = "umask 0; exec \"$@\" > \"$0.log\" 2> \"$0.err\"";

    private readonly string _name;
    private readonly Process _process;

    private LoggedProcess(string name, Process process, string files)
    {
        _name = name;
        _process = process;
        Output = $"{files}.log";
        Errors = $"{files}.err";
    }

    /// <summary>The file that its standard output goes to.</summary>
    public string Output { get; }

    /// <summary>The file that its standard error goes to.</summary>
    public string Errors { get; }

    /// <param name="name">What its files are called.</param>
    public static LoggedProcess Start(RunDirectory directory, string name, string @namespace, params string[] command)
    {
        var files = Path.Combine(directory.Path, name);
        return new(name, Command.Start("sh", ["-c", Redirect, files, "ip", "netns", "exec", @namespace, .. command]), files);
    }

    /// <summary>The wrappers that put it into its namespace replace themselves with it, so that this is its own.</summary>
    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <returns>Its exit code.</returns>
    public async Task<int> Ended()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <exception cref="InvalidOperationException">It has ended; the message holds its last words.</exception>
    public void MustRun()
    {
        if (!_process.HasExited) return;
        var words = File.ReadLines(Output).TakeLast(20).Concat(File.ReadLines(Errors).TakeLast(20));
        throw new InvalidOperationException($"{_name} ended with {_process.ExitCode}:\n{string.Join('\n', words)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
