using System.Diagnostics;

namespace Mesh.Tests.Fixtures.Pods;

/// <summary>A program that runs in a pod until it is disposed of, with what it says in two files.</summary>
public sealed class LoggedProcess : IAsyncDisposable
{
    private readonly string _name;
    private readonly Process _process;
    private readonly Task _logging;

    private LoggedProcess(string name, Process process, string directory)
    {
        _name = name;
        _process = process;
        Output = Path.Combine(directory, $"{name}.log");
        Errors = Path.Combine(directory, $"{name}.err");
        _logging = Task.WhenAll(Copy(process.StandardOutput, Output), Copy(process.StandardError, Errors));
    }

    /// <summary>The file that its standard output goes to.</summary>
    public string Output { get; }

    /// <summary>The file that its standard error goes to.</summary>
    public string Errors { get; }

    /// <param name="name">What its files are called.</param>
    public static LoggedProcess Start(RunDirectory directory, string name, string @namespace, params string[] command) =>
        new(name, Command.Start("ip", ["netns", "exec", @namespace, .. command]), directory.Path);

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
        await _logging;
        _process.Dispose();
    }

    private static async Task Copy(StreamReader from, string to)
    {
        await using var file = new StreamWriter(new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
        while (await from.ReadLineAsync() is { } line) await file.WriteLineAsync(line);
    }
}
