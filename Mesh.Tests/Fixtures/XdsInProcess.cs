using System.Collections.Concurrent;
using System.Threading.Channels;
using Envoy.Service.Discovery.V3;
using Mesh.Actors.Connections;
using Mesh.Core.Xds;

namespace Mesh.Tests.Fixtures;

/// <summary>Keeps streams without actors: a lock each, worlds that a test sets by node id, and a clock that only moves when told to.</summary>
public sealed class XdsInProcess : IXdsStreams
{
    private readonly ConcurrentDictionary<string, XdsSnapshot> _worlds = [];
    private readonly ConcurrentDictionary<XdsInProcessStream, byte> _streams = [];

    public StreamOptions Options { get; set; } = StreamOptions.Default;

    public bool IsLoaded { get; set; } = true;

    public IReadOnlyCollection<XdsInProcessStream> Streams => [.. _streams.Keys];

    public Task<IXdsStream> Open(StreamKind kind, XdsType? only, StreamPeer peer, ChannelWriter<OutgoingResponse> outbox, CancellationToken cancel)
    {
        if (!IsLoaded) throw new StreamEndedException(StreamFailureCode.Unavailable, "server is not ready to serve discovery information");
        var stream = new XdsInProcessStream(this, StreamState.Open(kind, only, Options), peer, outbox);
        _streams[stream] = 0;
        return Task.FromResult<IXdsStream>(stream);
    }

    public XdsSnapshot? WorldOf(string nodeId) => _worlds.GetValueOrDefault(nodeId);

    public void SetWorld(string nodeId, XdsSnapshot snapshot)
    {
        _worlds[nodeId] = snapshot;
        foreach (var stream in _streams.Keys.Where(x => x.NodeId == nodeId)) stream.Snapshot(snapshot);
    }

    public XdsInProcessStream StreamOf(string nodeId) => _streams.Keys.Single(x => x.NodeId == nodeId);

    internal void Forget(XdsInProcessStream stream) => _streams.TryRemove(stream, out _);
}

/// <summary>One stream of <see cref="XdsInProcess"/>.</summary>
public sealed class XdsInProcessStream(XdsInProcess owner, StreamState state, StreamPeer peer, ChannelWriter<OutgoingResponse> outbox) : IXdsStream
{
    private readonly Lock _lock = new();
    private readonly List<StreamFact> _facts = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private int _received;

    public string NodeId { get; private set; } = "";

    public StreamPeer Peer => peer;

    /// <summary>Responses handed to the outbox.</summary>
    public int Sent { get; private set; }

    /// <summary>Requests that were worked off.</summary>
    public int Received => Volatile.Read(ref _received);

    public IReadOnlyList<StreamFact> Facts
    {
        get
        {
            lock (_lock) return [.. _facts];
        }
    }

    public StreamStatus Status
    {
        get
        {
            lock (_lock) return state.Describe();
        }
    }

    public ValueTask Receive(DiscoveryRequest request) => Received_(() => state.OnRequest(request, _now));

    public ValueTask Receive(DeltaDiscoveryRequest request) => Received_(() => state.OnRequest(request, _now));

    public void Snapshot(XdsSnapshot snapshot) => Do(() => state.OnSnapshot(snapshot, _now));

    public void Pass(TimeSpan time) => Do(() => state.OnTick(_now += time));

    public void Close() => owner.Forget(this);

    private ValueTask Received_(Func<StreamOutput> input)
    {
        Do(input);
        Interlocked.Increment(ref _received);
        return ValueTask.CompletedTask;
    }

    private void Do(Func<StreamOutput> input)
    {
        lock (_lock)
        {
            var output = input();
            Write(output);
            if (output.Facts.OfType<StreamFact.NodeKnown>().FirstOrDefault() is not { } known) return;
            NodeId = known.Node.Id;
            if (owner.WorldOf(NodeId) is { } world) Write(state.OnSnapshot(world, _now));
        }
    }

    private void Write(StreamOutput output)
    {
        _facts.AddRange(output.Facts);
        foreach (var response in output.Responses)
        {
            Sent++;
            if (!outbox.TryWrite(response)) outbox.TryComplete(new StreamEndedException(StreamFailureCode.ResourceExhausted, "the client does not read its responses"));
        }
        if (output.Failure is { } failure) outbox.TryComplete(new StreamEndedException(failure));
    }
}
