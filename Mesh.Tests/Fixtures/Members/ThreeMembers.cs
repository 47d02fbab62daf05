using System.Diagnostics;
using System.Text.Json;
using Mesh.Bench.Soak;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Fixtures.Members;

/// <summary>
/// A control plane of three members behind a load balancer, with a Redis, some hundred simulated sidecars whose histories are kept, and real Envoys that
/// carry traffic all the while. Everything in network namespaces; members speak mutual TLS.
/// </summary>
public sealed class ThreeMembers : IAsyncLifetime
{
    private const int Sidecars = 200;
    private const int Services = 20;
    private const string Member = "spiffe://cluster.local/ns/actormesh/sa/actormesh";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Stack<IAsyncDisposable> _started = new();
    private readonly Random _random = new(4711);
    private readonly List<RecordingSidecar> _sidecars = [];
    private TestPki? _pki;
    private RunDirectory? _directory;
    private PodNetwork _network = null!;
    private Pod _client = null!;
    private IReadOnlyList<string> _seeds = [];

    /// <summary>Null when this machine has what it takes.</summary>
    public static string? Missing { get; } = Requirements.Missing ?? Lacking("haproxy") ?? Lacking("redis-server");

    internal MarkedMesh Mesh { get; private set; } = null!;

    internal IReadOnlyList<RecordingSidecar> Proxies => _sidecars;

    public List<MemberPod> Members { get; } = [];

    public Balancer Balancer { get; private set; } = null!;

    public RedisPod Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        try
        {
            await Start();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>A member more, which is told of the same others.</summary>
    public async Task<MemberPod> AddMember()
    {
        var number = Members.Count + 1;
        var member = Started(await MemberPod.Create(_network, _directory!, $"member-{number}", AddressOf(number), Mesh.Path, _seeds, _pki!.Write(_pki.Issue(uri: Member)), Redis.Configuration));
        Members.Add(member);
        member.Start();
        return member;
    }

    public Task UntilReady(MemberPod member) => Eventually.Get($"{member.Name} is ready", Patience, member.IsReady, ready => ready);

    /// <summary>Makes a change, and waits until every sidecar was shown it.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> Converge(TimeSpan? limit = null)
    {
        var marker = Mesh.Change(_random);
        var clock = Stopwatch.StartNew();
        await Eventually.Get($"every sidecar was shown state {marker}", limit ?? Patience, () => Task.FromResult(_sidecars.Count(x => x.Marker != marker)), late => late == 0);
        return clock.Elapsed;
    }

    /// <summary>The name of the member where the keepers live of which there is one, as another one knows it; null while nobody knows.</summary>
    public static async Task<string?> KeeperAsSeenBy(MemberPod member) =>
        (await member.Members()).EnumerateArray().FirstOrDefault(x => x.GetProperty("singletons").GetBoolean() && x.GetProperty("status").GetString() == "Up") is { ValueKind: JsonValueKind.Object } keeper
            ? keeper.GetProperty("name").GetString()
            : null;

    /// <summary>How far the streams of any two members lie apart, in percent of a fair share.</summary>
    public async Task<(int Members, int Percent, string Streams)> Spread()
    {
        var members = (await Members.First(x => x.IsRunning).Members()).EnumerateArray().ToList();
        var streams = members.Select(x => x.TryGetProperty("says", out var says) ? says.GetProperty("streams").GetInt32() : 0).ToList();
        return (members.Count, streams.Sum() == 0 ? 100 : 100 * (streams.Max() - streams.Min()) * streams.Count / streams.Sum(), string.Join(", ", streams));
    }

    public async Task<MemberPod> Keeper()
    {
        var asked = Members.First(x => x.IsRunning);
        var name = await Eventually.Get("there is a keeper", Patience, () => KeeperAsSeenBy(asked), x => x is not null);
        return Members.Single(x => x.Name == name);
    }

    /// <summary>Requests through real sidecars, without end.</summary>
    public Task StartTraffic() => _client.App.StartLoad(new("10.96.7.1", 9080, "till:9080") { Concurrency = 4 });

    public Task<LoadResult> StopTraffic() => _client.App.StopLoad();

    /// <summary>Whatever happened, histories must be clean, and everybody must hold the same, which is the last state.</summary>
    public IReadOnlyList<string> Violations()
    {
        var violations = new List<string>();
        foreach (var sidecar in _sidecars)
        {
            var checker = HistoryChecker.Check(sidecar.Id, sidecar.History);
            checker.Settle();
            violations.AddRange(checker.Violations);
        }
        return violations;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sidecar in _sidecars) await sidecar.DisposeAsync();
        while (_started.TryPop(out var started)) await started.DisposeAsync();
        _directory?.Dispose();
        _pki?.Dispose();
        (_directory, _pki) = (null, null);
    }

    private async Task Start()
    {
        _directory = RunDirectory.Create(Requirements.Envoy!);
        _pki = new();
        _network = Started(await PodNetwork.Create("m-"));
        Mesh = new(Path.Combine(_directory.Path, "mesh"), Services);
        Mesh.Write("shop.yaml", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Mesh.Tests/Fixtures/Members/shop.yaml")));
        Redis = Started(await RedisPod.Start(_network, _directory));
        _seeds = [.. Enumerable.Range(1, 3).Select(x => $"{AddressOf(x)}:25520")];
        Balancer = Started(await Balancer.Start(_network, _directory, Enumerable.Range(1, 4).Select(x => ($"member-{x}", AddressOf(x)))));
        for (var i = 0; i < 3; i++) await AddMember();
        foreach (var member in Members) await UntilReady(member);

        await StartEnvoys();
        for (var i = 0; i < Sidecars; i++) _sidecars.Add(new(i, Balancer.Connect, new Random(i)));
        foreach (var sidecar in _sidecars) sidecar.Start();
        await Converge();
    }

    private async Task StartEnvoys()
    {
        await Task.WhenAll(StartProxy(new("till-1", "10.244.0.11", "till", "v1", "shop"), [9080]), StartProxy(new("till-2", "10.244.0.12", "till", "v1", "shop"), [9080]));
        _client = await StartProxy(new("client-1", "10.244.0.10", "client", "v1", "shop"), []);
    }

    private async Task<Pod> StartProxy(Workload workload, int[] http)
    {
        var pod = Started(await Pod.Start(_network, workload.Name, workload.Address, workload.Version, http));
        var metadata = Path.Combine(_directory!.Path, $"{workload.Name}.metadata.json");
        await File.WriteAllTextAsync(metadata, workload.Metadata);
        var bootstrap = await Command.Run(Repository.ActorMesh, ["bootstrap", "--xds", Balancer.Xds, "--node", workload.NodeId, "--metadata", metadata]);
        await pod.StartEnvoy(_directory!, bootstrap, redirect: true);
        await pod.WaitUntilEnvoyIsReady();
        return pod;
    }

    private T Started<T>(T thing) where T : IAsyncDisposable
    {
        _started.Push(thing);
        return thing;
    }

    private static string AddressOf(int number) => $"10.244.0.{100 + number}";

    private static string? Lacking(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(x => File.Exists(Path.Combine(x, tool))) ? null : $"there is no {tool} on PATH (Debian: {tool})";
}
