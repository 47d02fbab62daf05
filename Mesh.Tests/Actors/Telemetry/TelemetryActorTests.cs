using Akka.Actor;
using Mesh.Actors.Models;
using Mesh.Actors.Telemetry;
using Mesh.Core.Telemetry;
using Mesh.Tests.Core.Telemetry;
using static Mesh.Actors.Telemetry.TelemetryMessages;

namespace Mesh.Tests.Actors.Telemetry;

/// <summary>From the streams of one member to the store: each record is counted, once, whatever fails in between.</summary>
public sealed class TelemetryActorTests : MeshTestKit
{
    private readonly FailingStore _store = new(new MemoryTelemetryStore(TimeProvider.System));
    private readonly Intake _intake = new(new CurrentMesh(), TimeProvider.System, mostSeries: 1000);
    private readonly MemberMetrics _metrics = new(TimeSpan.FromMinutes(15));

    [Fact]
    public async Task What_streams_hand_in_is_stored_and_exported()
    {
        var telemetry = Start();
        using var stream = _intake.Open(ReporterInfo.Nobody, null);
        Record(stream, 100);

        await telemetry.Ask<Flushed>(FlushAll.Instance, TimeSpan.FromSeconds(10), Token);

        Assert.Equal(100, await Stored());
        Assert.Equal(100, Assert.Single(_metrics.Snapshot()).Sums.Requests);
    }

    [Fact]
    public async Task What_a_stream_summed_before_it_ended_is_kept()
    {
        var telemetry = Start();
        using (var stream = _intake.Open(ReporterInfo.Nobody, null)) Record(stream, 7);

        await telemetry.Ask<Flushed>(FlushAll.Instance, TimeSpan.FromSeconds(10), Token);

        Assert.Equal(7, await Stored());
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_while_loses_and_doubles_nothing()
    {
        _store.IsAway = true;
        var telemetry = Start();
        using var stream = _intake.Open(ReporterInfo.Nobody, null);
        for (var i = 0; i < 5; i++)
        {
            Record(stream, 10);
            telemetry.Tell(Tick.Instance);
        }
        _store.IsAway = false;
        Record(stream, 10);

        await telemetry.Ask<Flushed>(FlushAll.Instance, TimeSpan.FromSeconds(20), Token);

        Assert.Equal(60, await Stored());
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_not_counted_twice()
    {
        var telemetry = Start();
        using var stream = _intake.Open(ReporterInfo.Nobody, null);
        _store.LosesAnswers = true;
        Record(stream, 10);
        telemetry.Tell(Tick.Instance);
        await AwaitAssertAsync(async () => Assert.Equal(10, await Stored()), TimeSpan.FromSeconds(10), cancellationToken: Token);

        _store.LosesAnswers = false;
        Record(stream, 5);
        await telemetry.Ask<Flushed>(FlushAll.Instance, TimeSpan.FromSeconds(20), Token);

        Assert.Equal(15, await Stored());
    }

    [Fact]
    public async Task An_edge_that_restarts_counts_nothing_again()
    {
        var edge = Sys.ActorOf(EdgeActor.Props("cart", Edges("m1")));
        edge.Tell(Add(1, 3), TestActor);
        await ExpectMsgAsync(new SumsAdded("cart", 1), cancellationToken: Token);
        await edge.GracefulStop(TimeSpan.FromSeconds(3));

        var again = Sys.ActorOf(EdgeActor.Props("cart", Edges("m1")));
        again.Tell(Add(1, 3), TestActor);
        await ExpectMsgAsync(new SumsAdded("cart", 1), cancellationToken: Token);
        again.Tell(Add(2, 4), TestActor);
        await ExpectMsgAsync(new SumsAdded("cart", 2), cancellationToken: Token);

        Assert.Equal(7, await Stored());
    }

    [Fact]
    public async Task Of_two_that_take_each_other_for_dead_only_the_later_writes()
    {
        var first = Sys.ActorOf(EdgeActor.Props("cart", Edges("m1")));
        first.Tell(Add(1, 3), TestActor);
        await ExpectMsgAsync(new SumsAdded("cart", 1), cancellationToken: Token);
        var second = Sys.ActorOf(EdgeActor.Props("cart", Edges("m2")));
        second.Tell(Add(2, 4), TestActor);
        await ExpectMsgAsync(new SumsAdded("cart", 2), cancellationToken: Token);
        Watch(first);

        first.Tell(Add(3, 5), TestActor);

        await ExpectTerminatedAsync(first, cancellationToken: Token);
        Assert.Equal(7, await Stored());
        second.Tell(Add(3, 5), TestActor);
        await ExpectMsgAsync(new SumsAdded("cart", 3), cancellationToken: Token);
        Assert.Equal(12, await Stored());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IActorRef Start()
    {
        var edges = Sys.ActorOf(LocalEdges.Props(Edges("m1")));
        return Sys.ActorOf(TelemetryActor.Props(
            new(_intake, _metrics, _store, new Ignored(), TimeProvider.System, TimeBuckets.Default, TelemetryMode.Local, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), 1, 100),
            edges,
            "m1"));
    }

    private EdgeSetup Edges(string member) => new(_store, new Ignored(), TimeProvider.System, TimeBuckets.Default, member, 100);

    private static void Record(IntakeStream stream, int count)
    {
        for (var i = 0; i < count; i++) stream.Add(new RequestObserved(Series.Of("cart"), new() { Requests = 1, Duration = 1000 }));
    }

    private static AddSums Add(long sequence, int requests)
    {
        var sums = new SeriesSums();
        sums.Add(Series.Of("cart"), Series.Requests(requests));
        return new("cart", "m1", sequence, Convert.ToBase64String(PackedFlush.Write([(TimeBuckets.Default.Fine.BucketOf(TimeProvider.System.GetUtcNow()), sums)])));
    }

    private async Task<long> Stored()
    {
        var window = await new TrafficReader(_store, TimeBuckets.Default, TimeProvider.System).Read(TimeSpan.FromMinutes(5), null, Token);
        return window.Series.Sum(x => x.Sums.Requests);
    }

    private sealed class Ignored : ITelemetryObserver
    {
        public void Collected(long records, int series, long overflowed)
        {
        }

        public void Sent(int flushes, int waiting)
        {
        }

        public void StoreFailed(string entity, Exception cause)
        {
        }

        public void Lost(int services)
        {
        }
    }
}
