using System.Diagnostics;
using Mesh.Core.Xds;

namespace Mesh.Bench.Push;

/// <summary>One cell of the table.</summary>
/// <param name="ConfigurationBytes">What one sidecar was sent until it was configured.</param>
/// <param name="Memory">Resident bytes of the server for each connection.</param>
internal sealed record PushResult(
    int Services, int Proxies, TimeSpan Connect, TimeSpan ConnectCpu, long ConfigurationBytes, long Memory, ChangeResult Endpoint, ChangeResult Route);

/// <param name="ToLast">For each change: from the change on disk to the acknowledgement of the last sidecar.</param>
/// <param name="Cpu">Of the server, a change and connection.</param>
/// <param name="Bytes">A change and connection.</param>
internal sealed record ChangeResult(IReadOnlyList<TimeSpan> ToLast, TimeSpan Cpu, long Bytes)
{
    public TimeSpan Percentile(int percent) => ToLast.Order().ElementAt(Math.Min(ToLast.Count - 1, ToLast.Count * percent / 100));
}

/// <summary>Starts a server, connects the sidecars, makes the changes.</summary>
internal sealed class PushRun : ISidecarEvents
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly int _proxies;
    private readonly TaskCompletionSource _allConfigured = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _configured;
    private long _bytes;
    private volatile Round? _round;

    private PushRun(int proxies) => _proxies = proxies;

    public static async Task<PushResult> RunAsync(PushPlan plan, int services, int proxies, CancellationToken cancel)
    {
        using var directory = new LoadDirectory(services, plan.Endpoints);
        await using var server = await ServerProcess.StartAsync(plan.Server, directory.Path, cancel);
        var run = new PushRun(proxies);
        Sidecar[] sidecars = [.. Enumerable.Range(0, proxies).Select(x => plan.StateOfTheWorld ? (Sidecar)new SotwSidecar(x, run) : new DeltaSidecar(x, run))];
        try
        {
            var (memory, cpu, clock) = (server.Memory, server.ProcessorTime, Stopwatch.StartNew());
            foreach (var sidecar in sidecars) sidecar.Start(server.XdsAddress);
            await run._allConfigured.Task.WaitAsync(Patience, cancel);
            var connect = clock.Elapsed;
            var connectCpu = server.ProcessorTime - cpu;
            var bytes = Interlocked.Read(ref run._bytes) / proxies;
            var endpoint = await run.ChangesAsync(plan, server, XdsType.Endpoint, directory.ChangeEndpoint, cancel);
            var route = await run.ChangesAsync(plan, server, XdsType.Route, directory.ChangeRoute, cancel);
            return new(services, proxies, connect, connectCpu / proxies, bytes, (server.Memory - memory) / proxies, endpoint, route);
        }
        finally
        {
            foreach (var sidecar in sidecars) await sidecar.DisposeAsync();
        }
    }

    public void Configured(int sidecar)
    {
        if (Interlocked.Increment(ref _configured) == _proxies) _allConfigured.SetResult();
    }

    public void Acknowledged(int sidecar, XdsType type, long timestamp, int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (_round is { } round && round.Type == type) round.Note(sidecar, timestamp);
    }

    private async Task<ChangeResult> ChangesAsync(PushPlan plan, ServerProcess server, XdsType type, Action change, CancellationToken cancel)
    {
        // The first of its kind warms the code up and is not counted.
        await ChangeAsync(type, change, cancel);
        var (cpu, bytes) = (server.ProcessorTime, Interlocked.Read(ref _bytes));
        var times = new List<TimeSpan>();
        for (var i = 0; i < plan.Changes; i++) times.Add(await ChangeAsync(type, change, cancel));
        var each = plan.Changes * _proxies;
        return new(times, (server.ProcessorTime - cpu) / each, (Interlocked.Read(ref _bytes) - bytes) / each);
    }

    private async Task<TimeSpan> ChangeAsync(XdsType type, Action change, CancellationToken cancel)
    {
        var round = _round = new Round(type, _proxies);
        var start = Stopwatch.GetTimestamp();
        change();
        var last = await round.Done.WaitAsync(Patience, cancel);
        _round = null;
        return Stopwatch.GetElapsedTime(start, last);
    }

    /// <summary>One change, until every sidecar has acknowledged it.</summary>
    private sealed class Round(XdsType type, int proxies)
    {
        private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly bool[] _heard = new bool[proxies];
        private readonly Lock _gate = new();
        private int _missing = proxies;

        public XdsType Type { get; } = type;

        public Task<long> Done => _done.Task;

        public void Note(int sidecar, long timestamp)
        {
            lock (_gate)
            {
                if (_heard[sidecar]) return;
                _heard[sidecar] = true;
                if (--_missing == 0) _done.TrySetResult(timestamp);
            }
        }
    }
}
