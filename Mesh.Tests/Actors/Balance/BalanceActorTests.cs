using Akka.Actor;
using Akka.Cluster;
using Mesh.Actors.Balance;
using Mesh.Serve;
using Mesh.Serve.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using ClusterSettings = Mesh.Serve.Settings.ClusterSettings;

namespace Mesh.Tests.Actors.Balance;

/// <summary>Three members in one process, over real remoting; their streams are numbers.</summary>
public sealed class BalanceActorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly BalanceOptions Options = new(TimeSpan.FromMilliseconds(100), 0.07, 1);

    private readonly List<ActorSystem> _systems = [];

    [Fact]
    public async Task Streams_come_to_be_spread_over_members_that_joined_later()
    {
        Streams[] streams = [new(60), new(0), new(0)];
        foreach (var each in streams) each.ToOthers = count => Share(streams, each, count);

        foreach (var each in streams) await Join(each);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (streams.Max(x => x.OpenCalls) - streams.Min(x => x.OpenCalls) > 3)
        {
            Assert.True(clock.Elapsed < Patience, string.Join(", ", streams.Select(x => x.OpenCalls)));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        Assert.Equal(60, streams.Sum(x => x.OpenCalls));
    }

    public void Dispose()
    {
        foreach (var system in _systems) _ = system.Terminate();
    }

    /// <summary>As a balancer by least connections does.</summary>
    private static void Share(Streams[] all, Streams but, int count)
    {
        for (var i = 0; i < count; i++) all.Where(x => x != but).MinBy(x => x.OpenCalls)!.Add();
    }

    private async Task Join(Streams streams)
    {
        var cluster = new ClusterSettings
        {
            Listen = new("127.0.0.1", 0),
            Seeds = _systems.Count == 0 ? [] : [new("127.0.0.1", Cluster.Get(_systems[0]).SelfAddress.Port!.Value)],
            Quorum = 1,
            JoinTimeout = Patience,
            Peers = [],
        };
        var system = MemberSystem.Start(HoconLayers.Load(Path.Combine(AppContext.BaseDirectory, "hocon"), "local", _ => null), cluster, "1.0.0", redis: null, NullLoggerFactory.Instance);
        _systems.Add(system);
        await MemberSystem.Joined(system, Patience, TestContext.Current.CancellationToken);
        system.ActorOf(BalanceActor.Props(streams, Options, () => true, _ => { }), BalanceActor.Name);
    }

    private sealed class Streams(int count) : IStreamDrain
    {
        private int _count = count;

        public int OpenCalls => Volatile.Read(ref _count);

        public Action<int> ToOthers { get; set; } = _ => { };

        public void Add() => Interlocked.Increment(ref _count);

        public int End(int streams)
        {
            Interlocked.Add(ref _count, -streams);
            ToOthers(streams);
            return streams;
        }
    }
}
