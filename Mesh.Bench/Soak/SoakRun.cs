using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace Mesh.Bench.Soak;

/// <summary>Members, sidecars, and one thing after another that breaks, until the time is over.</summary>
internal sealed class SoakRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly SoakPlan _plan;
    private readonly TextWriter _output;
    private readonly Random _random;
    private readonly string _folder = Directory.CreateTempSubdirectory("actormesh-soak-").FullName;
    private readonly MarkedMesh _mesh;
    private readonly List<SoakMember> _members = [];
    private readonly List<RecordingSidecar> _sidecars = [];

    public SoakRun(SoakPlan plan, TextWriter output)
    {
        (_plan, _output, _random) = (plan, output, new Random(plan.Seed));
        _mesh = new(Path.Combine(_folder, "mesh"), plan.Services);
        var ports = Enumerable.Range(0, plan.Members + 1).Select(_ => SoakMember.FreePort()).ToArray();
        for (var i = 0; i <= plan.Members; i++) _members.Add(new(plan.Server, _mesh.Path, Path.Combine(_folder), i, ports, (plan.Members / 2) + 1));
    }

    /// <returns>What the rules of the protocol say to the histories of all sidecars.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancel)
    {
        var running = _members.Take(_plan.Members).ToList();
        foreach (var member in running) member.Start();
        foreach (var member in running) await member.UntilReady(cancel);
        for (var i = 0; i < _plan.Sidecars; i++) _sidecars.Add(new(i, Connect, new Random(_plan.Seed + i)));
        var connecting = Stopwatch.StartNew();
        foreach (var sidecar in _sidecars) sidecar.Start();
        await _output.WriteLineAsync($"{_plan.Sidecars} sidecars configured by {_plan.Members} members: {(await Converge(cancel)).TotalSeconds:0.0} s after the first connected ({connecting.Elapsed.TotalSeconds:0.0} s)");
        await _output.WriteLineAsync($"{"what",-32}{"served again",14}{"change to last",16}{"streams a member",24}");

        (string Name, Func<SoakMember, Task> Act)[] acts = [("kill", Kill), ("stop", Stop), ("pause", Pause), ("kill the keeper", Kill), ("add and stop", _ => AddAndStop(cancel))];
        var clock = Stopwatch.StartNew();
        for (var round = 0; clock.Elapsed < _plan.For; round++)
        {
            var (name, act) = round < acts.Length ? acts[round] : acts[_random.Next(acts.Length)];
            var member = name == "kill the keeper" ? await Keeper(cancel) : running[_random.Next(running.Count)];
            await Round(name, member, act, cancel);
        }
        var violations = new List<string>();
        var regressions = 0;
        foreach (var sidecar in _sidecars)
        {
            var checker = HistoryChecker.Check(sidecar.Id, sidecar.History);
            checker.Settle();
            violations.AddRange(checker.Violations);
            regressions += checker.Regressions;
        }
        await _output.WriteLineAsync($"{_sidecars.Sum(x => x.History.Count)} events on {_sidecars.Sum(x => x.Streams)} streams; {violations.Count} violations; shown an earlier state for a moment: {regressions} times; last state {_mesh.Marker}");
        return violations;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sidecar in _sidecars) await sidecar.DisposeAsync();
        foreach (var member in _members) await member.DisposeAsync();
        if (!_plan.Keep) Directory.Delete(_folder, recursive: true);
        else await _output.WriteLineAsync($"Logs are in {_folder}");
    }

    private async Task Round(string name, SoakMember member, Func<SoakMember, Task> act, CancellationToken cancel)
    {
        var streams = _sidecars.Sum(x => x.Streams);
        var lost = Stopwatch.StartNew();
        var acting = act(member);
        var marker = _mesh.Change(_random);
        while (_sidecars.Any(x => !x.IsServed)) await Pause(lost.Elapsed, "a stream for every sidecar", cancel);
        var served = lost.Elapsed;
        while (_sidecars.Any(x => x.Marker != marker)) await Pause(lost.Elapsed, $"state {marker} at every sidecar", cancel);
        var converged = lost.Elapsed;
        await acting;
        if (!member.IsRunning) member.Start();
        await member.UntilReady(cancel);
        await Converge(cancel);
        await _output.WriteLineAsync($"{name + " " + member.Name,-32}{served.TotalSeconds,12:0.00} s{converged.TotalSeconds,14:0.00} s{await Spread(cancel),24}   {_sidecars.Sum(x => x.Streams) - streams} new streams");
    }

    private async Task<TimeSpan> Converge(CancellationToken cancel)
    {
        var marker = _mesh.Change(_random);
        var clock = Stopwatch.StartNew();
        while (_sidecars.Any(x => x.Marker != marker)) await Pause(clock.Elapsed, $"state {marker} at every sidecar", cancel);
        return clock.Elapsed;
    }

    private static async Task Pause(TimeSpan waited, string what, CancellationToken cancel)
    {
        if (waited > Patience) throw new TimeoutException($"Not within {Patience.TotalSeconds:0} s: {what}");
        await Task.Delay(10, cancel);
    }

    private static Task Kill(SoakMember member) => member.Signal("KILL", untilEnd: true);

    private static Task Stop(SoakMember member) => member.Signal("TERM", untilEnd: true);

    /// <summary>Long enough to be given up by the others; then it finds that out.</summary>
    private static async Task Pause(SoakMember member)
    {
        await member.Signal("STOP", untilEnd: false);
        await Task.Delay(TimeSpan.FromSeconds(12));
        await member.Signal("CONT", untilEnd: true);
    }

    private async Task AddAndStop(CancellationToken cancel)
    {
        var added = _members[_plan.Members];
        added.Start();
        await added.UntilReady(cancel);
        var clock = Stopwatch.StartNew();
        while (await Uneven(cancel) > 15 && clock.Elapsed < Patience) await Task.Delay(200, cancel);
        await _output.WriteLineAsync($"  {added.Name} joined; streams spread within 15 % after {clock.Elapsed.TotalSeconds:0.0} s: {await Spread(cancel)}");
        await added.Signal("TERM", untilEnd: true);
    }

    private async Task<SoakMember> Keeper(CancellationToken cancel)
    {
        while (true)
        {
            var keeper = (await Members(cancel)).FirstOrDefault(x => x.GetProperty("singletons").GetBoolean());
            if (keeper.ValueKind == JsonValueKind.Object) return _members.Single(x => x.Name == keeper.GetProperty("name").GetString());
            await Task.Delay(200, cancel);
        }
    }

    private async Task<IReadOnlyList<JsonElement>> Members(CancellationToken cancel) =>
        [.. JsonSerializer.Deserialize<JsonElement>(await _members.First(x => x.IsRunning).Page("/debug/members", cancel)).EnumerateArray()];

    private async Task<IReadOnlyList<int>> StreamsOfMembers(CancellationToken cancel) =>
        [.. (await Members(cancel)).Select(x => x.TryGetProperty("says", out var says) ? says.GetProperty("streams").GetInt32() : 0)];

    private async Task<string> Spread(CancellationToken cancel) => string.Join(" ", await StreamsOfMembers(cancel));

    private async Task<int> Uneven(CancellationToken cancel)
    {
        var streams = await StreamsOfMembers(cancel);
        return streams.Sum() == 0 ? 0 : 100 * (streams.Max() - streams.Min()) * streams.Count / streams.Sum();
    }

    /// <summary>As a balancer does: some member that takes connections.</summary>
    private async ValueTask<Stream> Connect(CancellationToken cancel)
    {
        int[] ports;
        lock (_random) ports = [.. _members.Where(x => x.IsRunning).Select(x => x.XdsPort).OrderBy(_ => _random.Next())];
        foreach (var port in ports)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync("127.0.0.1", port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }
        throw new IOException("no member takes connections");
    }
}

/// <param name="Server">Path of the actormesh executable.</param>
/// <param name="Keep">Leave the members' logs behind.</param>
internal sealed record SoakPlan(int Members, int Sidecars, int Services, TimeSpan For, int Seed, string Server, bool Keep);
