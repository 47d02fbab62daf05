using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Bench.Push;

/// <summary>A control plane in a process of its own, so that its memory and processor time are not the clients'.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly double TicksPerSecond = 100;
    private readonly Process _process;

    private ServerProcess(Process process, int xdsPort, int httpPort)
    {
        _process = process;
        XdsAddress = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{xdsPort}");
        HttpAddress = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{httpPort}");
    }

    public static string Default => Path.Combine(AppContext.BaseDirectory, "actormesh");

    public string XdsAddress { get; }

    public string HttpAddress { get; }

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>User and system time since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds(ticks / TicksPerSecond);
        }
    }

    /// <summary>Starts it, and returns when it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string executable, string directory, CancellationToken cancel, params string[] more)
    {
        var (xds, http) = (FreePort(), FreePort());
        var process = Process.Start(new ProcessStartInfo(executable, ["serve", "--config", directory, "--xds-address", $"127.0.0.1:{xds}", "--tls-address", "off", "--http-address", $"127.0.0.1:{http}", .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{executable} did not start");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine(line.Data);
        };
        process.BeginErrorReadLine();
        using var client = new HttpClient();
        while (!cancel.IsCancellationRequested)
        {
            if (process.HasExited) throw new InvalidOperationException($"{executable} ended with code {process.ExitCode}");
            try
            {
                if ((await client.GetAsync(new Uri($"http://127.0.0.1:{http}/ready"), cancel)).StatusCode == HttpStatusCode.OK) return new(process, xds, http);
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(50, cancel);
        }
        throw new OperationCanceledException(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
