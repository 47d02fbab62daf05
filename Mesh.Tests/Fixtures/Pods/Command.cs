using System.Diagnostics;

namespace Mesh.Tests.Fixtures.Pods;

/// <summary>Runs a tool of the machine to its end.</summary>
public static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <returns>What the tool printed.</returns>
    /// <exception cref="InvalidOperationException">The tool failed; the message holds its words.</exception>
    public static async Task<string> Run(string file, IEnumerable<string> arguments, string? input = null)
    {
        var (code, output, errors) = await Try(file, arguments, input);
        return code == 0
            ? output
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {code}: {errors}{output}");
    }

    public static async Task<(int Code, string Output, string Errors)> Try(string file, IEnumerable<string> arguments, string? input = null)
    {
        using var process = Start(file, arguments);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} took longer than {Limit.TotalSeconds} s");
        }
    }

    /// <summary>Starts a tool with all its streams in our hands.</summary>
    public static Process Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
    }
}
