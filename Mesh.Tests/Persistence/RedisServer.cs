using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mesh.Tests.Features;

namespace Mesh.Tests.Persistence;

/// <summary>A real redis-server on a port and in a directory of its own. It can be killed and started again.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly int _port;
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private readonly string[] _arguments;
    private Process? _process;

    private RedisServer(int port, string? folder, string[] arguments)
    {
        (_port, _arguments) = (port, arguments);
        _ownsFolder = folder is null;
        _folder = folder ?? Directory.CreateTempSubdirectory("redis-").FullName;
    }

    public string Configuration => $"127.0.0.1:{_port}";

    /// <summary>Skips the test where there is no redis-server, but not where that must not be.</summary>
    /// <param name="arguments">As redis-server takes them, over: every write is on disk before it is answered.</param>
    public static Task<RedisServer> Start(params string[] arguments) => StartIn(null, arguments);

    public static async Task<RedisServer> StartIn(string? folder, params string[] arguments)
    {
        var required = Environment.GetEnvironmentVariable("ACTORMESH_REQUIRE_REDIS") == "1";
        var found = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(x => File.Exists(Path.Combine(x, "redis-server")));
        if (!found && !required) Assert.Skip("There is no redis-server on PATH (Debian: redis-server).");
        var server = new RedisServer(ServeProcess.FreePort(), folder, arguments);
        await server.Start();
        return server;
    }

    /// <summary>On the same port, from the same files.</summary>
    public async Task Start()
    {
        string[] all = ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--logfile", "redis.log", .. _arguments];
        _process = Process.Start(new ProcessStartInfo("redis-server", all)) ?? throw new InvalidOperationException("redis-server did not start");
        var clock = Stopwatch.StartNew();
        while (!await Answers())
        {
            if (_process.HasExited || clock.Elapsed > Patience) throw new InvalidOperationException($"redis-server did not come up:\n{await File.ReadAllTextAsync(Path.Combine(_folder, "redis.log"))}");
            await Task.Delay(10);
        }
    }

    /// <summary>With no warning, as the kernel's out-of-memory killer does.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Every byte that it keeps on disk.</summary>
    public IEnumerable<byte[]> Files() => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await Kill();
        _process?.Dispose();
        if (_ownsFolder) Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> Answers()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer);
            return answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
