using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Core.Explain.Agreement;

/// <summary>An Envoy whose listeners are sockets in a directory, so that tests side by side need no ports.</summary>
internal sealed class EnvoyProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly Process _process;

    private EnvoyProcess(string folder, Process process)
    {
        _folder = folder;
        _process = process;
    }

    /// <summary>Where listener number <paramref name="index"/> is.</summary>
    public string SocketOf(int index) => SocketOf(_folder, index);

    /// <param name="listeners">Without addresses.</param>
    public static async Task<EnvoyProcess> Start(IReadOnlyList<JsonObject> listeners)
    {
        var folder = Directory.CreateTempSubdirectory("agreement-").FullName;
        for (var i = 0; i < listeners.Count; i++)
        {
            listeners[i]["name"] = $"listener-{i}";
            listeners[i]["address"] = new JsonObject { ["pipe"] = new JsonObject { ["path"] = SocketOf(folder, i) } };
        }
        var bootstrap = Path.Combine(folder, "bootstrap.json");
        await File.WriteAllTextAsync(bootstrap, new JsonObject
        {
            ["node"] = new JsonObject { ["id"] = "x", ["cluster"] = "x" },
            ["layeredRuntime"] = JsonNode.Parse("""{"layers":[{"name":"x","staticLayer":{"re2.max_program_size.error_level":32768}}]}"""),
            ["staticResources"] = new JsonObject { ["listeners"] = new JsonArray([.. listeners]) },
        }.ToJsonString());
        var start = new ProcessStartInfo(Requirements.Envoy!) { RedirectStandardError = true };
        foreach (var argument in (string[])["-c", bootstrap, "--disable-hot-restart", "--concurrency", "1", "--log-level", "critical"]) start.ArgumentList.Add(argument);
        var envoy = new EnvoyProcess(folder, Process.Start(start)!);
        await envoy.UntilReady(listeners.Count);
        return envoy;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string SocketOf(string folder, int index) => Path.Combine(folder, $"{index}");

    private async Task UntilReady(int count)
    {
        using var limit = new CancellationTokenSource(Patience);
        // The socket is there a moment before anybody listens to it.
        while (!Enumerable.Range(0, count).All(x => Answers(SocketOf(x))))
        {
            if (_process.HasExited) throw new InvalidOperationException($"Envoy refused the test's listeners: {await _process.StandardError.ReadToEndAsync(limit.Token)}");
            await Task.Delay(50, limit.Token);
        }
    }

    private static bool Answers(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
