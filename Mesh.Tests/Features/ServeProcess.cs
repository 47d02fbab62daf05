using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Features;

/// <summary><c>actormesh serve</c> as a user starts it, on ports of its own.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _state;
    private readonly ConcurrentQueue<string> _lines = new();

    private ServeProcess(Process process, string state, int xdsPort, int tlsPort, int httpPort)
    {
        _process = process;
        _state = state;
        XdsPort = xdsPort;
        TlsPort = tlsPort;
        Http = new() { BaseAddress = new($"http://127.0.0.1:{httpPort}"), Timeout = Patience };
    }

    public int XdsPort { get; }

    public int TlsPort { get; }

    /// <summary>What it says is to be trusted.</summary>
    public string RootFile => Directory.GetFiles(_state, "root-cert.pem", SearchOption.AllDirectories).Single();

    /// <summary>Where it keeps what must outlive it.</summary>
    public string StateDirectory => _state;

    public HttpClient Http { get; }

    public string Output => string.Join('\n', _lines);

    public static ServeProcess Start(string config, params string[] arguments)
    {
        var (xds, http) = (FreePort(), FreePort());
        return Start(config, xds, http, arguments);
    }

    public static ServeProcess Start(string config, int xdsPort, int httpPort, params string[] arguments) => Start(config, xdsPort, httpPort, new Dictionary<string, string>(), arguments);

    public static ServeProcess Start(string config, int xdsPort, int httpPort, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.ActorMesh) { RedirectStandardOutput = true, RedirectStandardError = true };
        var tlsPort = FreePort();
        string[] all = ["serve", "--config", config, "--xds-address", $"127.0.0.1:{xdsPort}", "--tls-address", $"127.0.0.1:{tlsPort}", "--http-address", $"127.0.0.1:{httpPort}", .. arguments];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        // What it would keep for this user is of no use after the test.
        var state = Directory.CreateTempSubdirectory("serve-state-").FullName;
        start.Environment["XDG_STATE_HOME"] = state;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var serve = new ServeProcess(process, state, xdsPort, tlsPort, httpPort);
        process.OutputDataReceived += (_, line) => serve.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => serve.Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return serve;
    }

    /// <summary>Completes when it has said where it listens, which it does when it serves.</summary>
    public async Task UntilReady()
    {
        var clock = Stopwatch.StartNew();
        while (!Output.Contains("/debug/", StringComparison.Ordinal))
        {
            if (_process.HasExited || clock.Elapsed > Patience) throw new InvalidOperationException($"It did not come up:\n{Output}");
            await Task.Delay(20);
        }
    }

    /// <summary>Asks it to end, as Kubernetes does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>With no warning, as the kernel's out-of-memory killer does.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<int> ExitCode()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_state, recursive: true);
        Http.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Hear(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
