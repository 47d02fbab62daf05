using System.Collections.Concurrent;
using System.Security.Cryptography;
using Mesh.Actors.Models;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Telemetry;
using Mesh.Core.Telemetry.AccessLog;

namespace Mesh.Actors.Telemetry;

/// <summary>
/// Where this member's streams hand in what they read. Each stream sums for itself, under a lock that only the collector ever contends for, so that no
/// core waits for another and no record becomes a message. For any thread; <see cref="Collect"/> for one.
/// </summary>
public sealed class Intake
{
    /// <summary>While the mesh changes, addresses are looked up anew no more often than this; unknown ones are asked for with every change.</summary>
    private static readonly TimeSpan EpochAtLeast = TimeSpan.FromSeconds(5);

    private static readonly MeshModel NoMesh = ModelBuilder.Build(ConfigSet.Empty, new MeshConfig());

    private readonly ConcurrentDictionary<IntakeStream, bool> _streams = [];
    private readonly CurrentMesh _mesh;
    private readonly TimeProvider _time;
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private readonly Lock _leftLock = new();
    private readonly SeriesSums _left = new();
    private volatile MeshNow _now = new(new(NoMesh), 0);
    private long _epochSince;
    private long _records;

    public Intake(CurrentMesh mesh, TimeProvider time, int mostSeries)
    {
        _mesh = mesh;
        _time = time;
        Names = new(mostSeries);
        RefreshMesh();
    }

    /// <summary>The series that are known here.</summary>
    public SeriesNames Names { get; }

    public int Streams => _streams.Count;

    public PeerDirectory Directory => _now.Directory;

    /// <param name="side">Which side of the traffic the stream tells of; null when each record has to be looked at.</param>
    public IntakeStream Open(ReporterInfo reporter, Reporter? side)
    {
        if (ReferenceEquals(_now.Directory.Model, NoMesh)) RefreshMesh();
        var stream = new IntakeStream(this, new(reporter, side, Names, _seed));
        _streams[stream] = true;
        return stream;
    }

    /// <summary>All that was summed since the last time.</summary>
    /// <returns>How many records that were.</returns>
    public long Collect(Action<SeriesKey, Sums> take)
    {
        RefreshMesh();
        foreach (var stream in _streams.Keys) stream.Drain(take);
        lock (_leftLock)
        {
            foreach (var (series, sums) in _left.All) take(series, sums);
            _left.Clear();
        }
        return Interlocked.Exchange(ref _records, 0);
    }

    internal MeshNow Mesh => _now;

    internal void Count(int records) => Interlocked.Add(ref _records, records);

    internal void Close(IntakeStream stream)
    {
        if (!_streams.TryRemove(stream, out _)) return;
        lock (_leftLock)
        {
            // What a stream that has ended did not hand over yet.
            stream.Drain(_left.Add);
        }
    }

    private void RefreshMesh()
    {
        var now = _now;
        if (_mesh.Model is not { } model || ReferenceEquals(model, now.Directory.Model)) return;
        var isFirst = ReferenceEquals(now.Directory.Model, NoMesh);
        var isTime = isFirst || _time.GetElapsedTime(_epochSince) >= EpochAtLeast;
        if (isTime) _epochSince = _time.GetTimestamp();
        _now = new(new(model), isTime ? now.Epoch + 1 : now.Epoch);
    }
}

/// <summary>One stream of records.</summary>
public sealed class IntakeStream : IDisposable
{
    private readonly Intake _intake;
    private readonly StreamFold _fold;
    private readonly Lock _lock = new();

    internal IntakeStream(Intake intake, StreamFold fold)
    {
        _intake = intake;
        _fold = fold;
    }

    /// <param name="entries">envoy.service.accesslog.v3 HTTPAccessLogEntries.</param>
    /// <exception cref="FormatException">They are none.</exception>
    public void Http(ReadOnlySpan<byte> entries)
    {
        lock (_lock) _intake.Count(_fold.Http(entries, _intake.Mesh));
    }

    /// <param name="entries">envoy.service.accesslog.v3 TCPAccessLogEntries.</param>
    /// <exception cref="FormatException">They are none.</exception>
    public void Tcp(ReadOnlySpan<byte> entries)
    {
        lock (_lock) _intake.Count(_fold.Tcp(entries, _intake.Mesh));
    }

    public void Add(EntryFacts facts, in Measures measures)
    {
        lock (_lock) _fold.Add(facts, measures, _intake.Mesh);
        _intake.Count(1);
    }

    public void Add(RequestObserved request)
    {
        lock (_lock) _fold.Add(request);
        _intake.Count(1);
    }

    /// <summary>The stream has ended; what it summed is kept.</summary>
    public void Dispose() => _intake.Close(this);

    internal void Drain(Action<SeriesKey, Sums> take)
    {
        lock (_lock) _fold.Drain(take);
    }
}
