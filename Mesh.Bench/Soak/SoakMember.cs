using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Bench.Soak;

/// <summary>One member, <c>actormesh serve</c> on ports of its own on loopback, to be killed, stopped, paused and started again.</summary>
internal sealed class SoakMember(string executable, string config, string state, int number, IReadOnlyList<int> clusterPorts, int quorum) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly int _httpPort = FreePort();
    private Process? _process;

    public string Name { get; } = $"member-{number + 1}";

    public int XdsPort { get; } = FreePort();

    public bool IsRunning => _process is { HasExited: false };

    public void Start()
    {
        var start = new ProcessStartInfo(executable,
        [
            "serve", "--config", config, "--name", Name, "--cluster-address", $"127.0.0.1:{clusterPorts[number]}", "--join", .. clusterPorts.Select(x => $"127.0.0.1:{x}"),
            "--xds-address", $"127.0.0.1:{XdsPort}", "--http-address", $"127.0.0.1:{_httpPort}", "--tls-address", "off", "--data", Path.Combine(state, Name),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MESH_CLUSTER_QUORUM"] = quorum.ToString(CultureInfo.InvariantCulture);
        start.Environment["XDG_STATE_HOME"] = state;
        // All streams come from one address here; what counts are members, not the machine.
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{executable} did not start");
        var log = Path.Combine(state, $"{Name}.log");
        _process.OutputDataReceived += (_, line) => Append(log, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(log, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public async Task UntilReady(CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        while (!await IsReady(cancel))
        {
            if (_process!.HasExited) throw new InvalidOperationException($"{Name} ended with {_process.ExitCode}; its log is in {state}");
            if (clock.Elapsed > Patience) throw new TimeoutException($"{Name} is not ready after {Patience.TotalSeconds:0} s; its log is in {state}");
            await Task.Delay(100, cancel);
        }
    }

    public async Task<string> Page(string path, CancellationToken cancel) => await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_httpPort}{path}"), cancel);

    public async Task<int> Signal(string signal, bool untilEnd)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        if (!untilEnd) return 0;
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning) _process!.Kill(entireProcessTree: true);
        if (_process is not null) await _process.WaitForExitAsync();
        _process?.Dispose();
        _http.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> IsReady(CancellationToken cancel)
    {
        try
        {
            return (await _http.GetAsync(new Uri($"http://127.0.0.1:{_httpPort}/ready"), cancel)).StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void Append(string log, string? line)
    {
        if (line is null) return;
        lock (log) File.AppendAllText(log, line + "\n");
    }
}
