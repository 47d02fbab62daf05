using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Tests.Fixtures.Pods;

/// <summary>The application in a pod, and the line to it: commands and answers are JSON lines over its standard streams (app/app.js).</summary>
public sealed class PodApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process _process;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonNode?>> _open = new();
    private readonly SemaphoreSlim _oneWriter = new(1);
    private readonly Task _reading;
    private long _last;

    private PodApp(Process process)
    {
        _process = process;
        _open[0] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _reading = Read();
    }

    public static async Task<PodApp> Start(string @namespace, string name, string version, IEnumerable<int> http, IEnumerable<int> tcp)
    {
        var script = Path.Combine(Repository.Root, "Mesh.Tests/Fixtures/Pods/app/app.js");
        var app = new PodApp(Command.Start("ip",
        [
            "netns", "exec", @namespace, "node", script, "--name", name, "--version", version,
            .. http.SelectMany(port => (string[])["--http", $"{port}"]), .. tcp.SelectMany(port => (string[])["--tcp", $"{port}"]),
        ]));
        await app._open[0].Task.WaitAsync(Patience);
        return app;
    }

    public async Task<IReadOnlyList<Answer>> Call(CallRequest request) => await Ask<List<Answer>>("call", request);

    public Task<string> Tcp(string address, int port, string text) => Ask<string>("tcp", new { address, port, text });

    public Task<List<SeenRequest>> Seen() => Ask<List<SeenRequest>>("seen", new { });

    /// <summary>From now on, and for so many <paramref name="times"/>, answer so. Forgets what was seen.</summary>
    public Task Behave(int status = 200, int delayMs = 0, int? times = null) => Ask<object?>("behave", new { status, delayMs, times });

    public Task StartLoad(CallRequest request) => Ask<object?>("startLoad", request);

    public Task<LoadResult> StopLoad() => Ask<LoadResult>("stopLoad", new { });

    /// <summary>Passes connections to the pod's address on to the same port of its loopback.</summary>
    public Task Relay(string address, int port) => Ask<object?>("relay", new { address, port });

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        _oneWriter.Dispose();
    }

    private async Task<T> Ask<T>(string command, object arguments)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _open[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = JsonSerializer.SerializeToNode(arguments, Json)!.AsObject();
        line["id"] = id;
        line["do"] = command;

        await _oneWriter.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _oneWriter.Release();
        }
        return (await answer.Task.WaitAsync(Patience)).Deserialize<T>(Json)!;
    }

    private async Task Read()
    {
        var errors = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)!.AsObject();
            if (!_open.TryRemove((long)message["id"]!, out var waiting)) continue;
            if (message["error"] is { } error) waiting.SetException(new InvalidOperationException($"The application says: {error}"));
            else waiting.SetResult(message["result"]);
        }
        var words = await errors;
        foreach (var waiting in _open.Values) waiting.TrySetException(new InvalidOperationException($"The application has ended: {words}"));
    }
}
