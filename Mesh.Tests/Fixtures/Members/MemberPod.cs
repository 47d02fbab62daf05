using System.Text.Json;
using Mesh.Serve.Settings;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Fixtures.Members;

/// <summary>One member of a control plane, <c>actormesh serve</c> in a pod of its own, to be killed, stopped, paused, cut off and started again.</summary>
public sealed class MemberPod : IAsyncDisposable
{
    public const int XdsPort = 15010;
    public const int HealthPort = 8080;
    private const int HttpPort = 15014;
    private const int ClusterPort = 25520;

    private readonly Pod _pod;
    private readonly PodNetwork _network;
    private readonly RunDirectory _directory;
    private readonly string[] _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private LoggedProcess? _process;
    private int _starts;

    private MemberPod(Pod pod, PodNetwork network, RunDirectory directory, string[] arguments, IReadOnlyDictionary<string, string> environment) =>
        (_pod, _network, _directory, _arguments, _environment) = (pod, network, directory, arguments, environment);

    public string Name => _pod.Name;

    public string Address => _pod.Address;

    public string Cluster => $"{_pod.Address}:{ClusterPort}";

    public IEnumerable<string> LogLines => Enumerable.Range(1, _starts).Select(x => Path.Combine(_directory.Path, $"{Name}-{x}.log")).Where(File.Exists).SelectMany(File.ReadLines);

    /// <param name="seeds">HOST:PORT of members to join by, the same for all.</param>
    public static async Task<MemberPod> Create(
        PodNetwork network, RunDirectory directory, string name, string address, string config, IReadOnlyList<string> seeds, MemberTlsFiles tls, string redis)
    {
        var pod = await Pod.Start(network, name, address);
        // Proxies can not prove who they are on this port, and secrets are given to those on this machine: for the member all of them are.
        await pod.App.Relay(address, XdsPort);
        string[] arguments =
        [
            "serve", "--config", config, "--name", name, "--cluster-address", $"{address}:{ClusterPort}", "--join", .. seeds,
            "--redis", redis, "--insecure-trust-loopback",
        ];
        var environment = new Dictionary<string, string>
        {
            ["MESH_CLUSTER_TLS_CERTIFICATE"] = tls.Certificate,
            ["MESH_CLUSTER_TLS_KEY"] = tls.Key,
            ["MESH_CLUSTER_TLS_TRUSTED"] = tls.Trusted,
            ["MESH_CLUSTER_QUORUM"] = "2",
            ["XDG_STATE_HOME"] = Path.Combine(directory.Path, "state", name),
            ["MESH_HEALTH_LISTEN"] = $"{address}:{HealthPort}",
        };
        return new(pod, network, directory, arguments, environment);
    }

    public void Start()
    {
        _starts++;
        var assignments = _environment.Select(x => $"{x.Key}={x.Value}");
        _process = LoggedProcess.Start(_directory, $"{Name}-{_starts}", _pod.Namespace, ["env", .. assignments, Repository.ActorMesh, .. _arguments]);
    }

    /// <summary>With no warning, as the kernel's out-of-memory killer does.</summary>
    public async Task Kill()
    {
        await Signal("KILL");
        await _process!.Ended();
    }

    /// <summary>As Kubernetes stops it.</summary>
    public async Task<int> Stop()
    {
        await Signal("TERM");
        return await _process!.Ended();
    }

    public Task Pause() => Signal("STOP");

    public Task Continue() => Signal("CONT");

    public Task CutOff() => _network.Connect(Address, connected: false);

    public Task Reconnect() => _network.Connect(Address, connected: true);

    public bool IsRunning => _process is { HasEnded: false };

    /// <summary>When it has ended by itself.</summary>
    public Task<int> Ended() => _process!.Ended();

    public async Task<bool> IsReady()
    {
        _process!.MustRun();
        return (await _pod.Call(new(Address, HealthPort) { Path = "/ready" })).Status == 200;
    }

    public async Task<string> Page(string path)
    {
        var answer = await _pod.Call(new("127.0.0.1", HttpPort) { Path = path });
        return answer.Status == 200 ? answer.Body! : throw new InvalidOperationException($"{path} of {Name} was answered {answer}");
    }

    /// <summary>What this member knows of all.</summary>
    public async Task<JsonElement> Members() => JsonSerializer.Deserialize<JsonElement>(await Page("/debug/members"));

    public async ValueTask DisposeAsync()
    {
        await _network.Connect(Address, connected: true);
        if (_process is not null) await _process.DisposeAsync();
        await _pod.DisposeAsync();
    }

    private Task Signal(string signal) => Command.Run("/bin/kill", [$"-{signal}", $"{_process!.ProcessId}"]);
}
