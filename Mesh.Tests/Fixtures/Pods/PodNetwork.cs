namespace Mesh.Tests.Fixtures.Pods;

/// <summary>
/// A network of pods: each is a network namespace, and a namespace more holds the bridge that joins them. Nothing of it is seen from the
/// machine's own network, so addresses can be the same in every run; names carry the process id, and what a killed run left is swept.
/// </summary>
public sealed class PodNetwork : IAsyncDisposable
{
    private const string Prefix = "actormesh-";
    private const string Bridge = "bridge";
    private const string GatewayAddress = "10.244.0.1";

    private readonly string _own;
    private readonly List<string> _namespaces = [];
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private PodNetwork(string name) => _own = $"{Prefix}{Environment.ProcessId}-{name}";

    private string Lan => $"{_own}lan";

    /// <param name="name">Tells it from another of this process.</param>
    public static async Task<PodNetwork> Create(string name = "")
    {
        await SweepLeftovers();
        var network = new PodNetwork(name);
        await network.AddNamespace(network.Lan);
        // Cluster addresses lead here and no further: whatever a sidecar does not catch is lost.
        await Ip($"-n {network.Lan} link add {Bridge} type bridge");
        await Ip($"-n {network.Lan} addr add {GatewayAddress}/16 dev {Bridge}");
        await Ip($"-n {network.Lan} link set {Bridge} up");
        return network;
    }

    /// <summary>Makes the namespace of a pod and plugs it in.</summary>
    /// <returns>The namespace's name.</returns>
    public async Task<string> Plug(string pod, string address)
    {
        var name = $"{_own}{pod}";
        await AddNamespace(name);
        var plug = PlugOf(address);
        await Ip($"link add {plug} netns {Lan} type veth peer name eth0 netns {name}");
        await Ip($"-n {Lan} link set {plug} master {Bridge} up");
        await Ip($"-n {name} addr add {address}/16 dev eth0");
        await Ip($"-n {name} link set eth0 up");
        await Ip($"-n {name} route add default via {GatewayAddress}");
        return name;
    }

    /// <summary>Pulls the plug of a pod, or puts it in again: packets of neither side arrive, and nobody is told.</summary>
    public Task Connect(string address, bool connected) => Ip($"-n {Lan} link set {PlugOf(address)} {(connected ? "up" : "down")}");

    public async ValueTask DisposeAsync()
    {
        foreach (var name in Enumerable.Reverse(_namespaces)) await Remove(name);
        _oneAtATime.Dispose();
    }

    /// <summary>An interface's name has at most 15 characters; the pod's number is enough inside the bridge's namespace.</summary>
    private static string PlugOf(string address) => $"pod{address[(address.LastIndexOf('.') + 1)..]}";

    private async Task AddNamespace(string name)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            await Ip($"netns add {name}");
            _namespaces.Add(name);
        }
        finally
        {
            _oneAtATime.Release();
        }
        await Ip($"-n {name} link set lo up");
    }

    /// <summary>The namespaces of processes that are no more, and the processes that still sit in them.</summary>
    private static async Task SweepLeftovers()
    {
        var names = (await Ip("netns list")).Split('\n').Select(line => line.Split(' ')[0]).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal));
        foreach (var name in names)
            if (int.TryParse(name[Prefix.Length..].Split('-')[0], out var process) && !Directory.Exists($"/proc/{process}"))
                await Remove(name);
    }

    private static async Task Remove(string name)
    {
        var (_, inside, _) = await Command.Try("ip", ["netns", "pids", name]);
        var processes = inside.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (processes.Length > 0) await Command.Try("/bin/kill", ["-KILL", .. processes]);
        await Command.Try("ip", ["netns", "del", name]);
    }

    private static Task<string> Ip(string arguments) => Command.Run("ip", arguments.Split(' '));
}
