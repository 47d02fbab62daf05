using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Fixtures.Members;

/// <summary>Debian's redis-server in a pod of its own, to be killed and started again from the same files.</summary>
public sealed class RedisPod : IAsyncDisposable
{
    private const int Port = 6379;

    private readonly Pod _pod;
    private readonly RunDirectory _directory;
    private LoggedProcess _process;
    private int _starts = 1;

    private RedisPod(Pod pod, RunDirectory directory)
    {
        (_pod, _directory) = (pod, directory);
        _process = StartProcess();
    }

    public string Configuration => $"{_pod.Address}:{Port}";

    public static async Task<RedisPod> Start(PodNetwork network, RunDirectory directory)
    {
        var redis = new RedisPod(await Pod.Start(network, "redis", "10.244.0.245"), directory);
        await redis.Answers();
        return redis;
    }

    public async Task Kill()
    {
        await Command.Run("/bin/kill", ["-KILL", $"{_process.ProcessId}"]);
        await _process.Ended();
    }

    public async Task Restart()
    {
        await _process.DisposeAsync();
        _starts++;
        _process = StartProcess();
        await Answers();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _pod.DisposeAsync();
    }

    private LoggedProcess StartProcess() => LoggedProcess.Start(
        _directory, $"redis-{_starts}", _pod.Namespace,
        "redis-server", "--port", $"{Port}", "--bind", _pod.Address, "--protected-mode", "no", "--dir", _directory.Path, "--save", "", "--appendonly", "yes", "--appendfsync", "always");

    private Task Answers() => Eventually.Get("Redis answers", TimeSpan.FromSeconds(20), async () =>
    {
        _process.MustRun();
        try
        {
            return (await _pod.App.Tcp(_pod.Address, Port, "PING\r\n")).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }, answers => answers);
}
