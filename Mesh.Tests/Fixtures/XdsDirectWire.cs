using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Mesh.Core.Xds;

namespace Mesh.Tests.Fixtures;

/// <summary>No wire at all: requests go straight into a <see cref="StreamState"/>.</summary>
public sealed class XdsDirectWire(StreamKind kind, XdsType? only = null, StreamOptions? options = null) : XdsWire(kind)
{
    private readonly StreamState _state = StreamState.Open(kind, only, options ?? StreamOptions.Default);
    private readonly Queue<OutgoingResponse> _sent = [];
    private readonly List<StreamFact> _facts = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private StreamFailure? _failure;

    public override IReadOnlyList<StreamFact> Facts => _facts;

    public override StreamStatus Status => _state.Describe();

    public DateTimeOffset? NextTick => _state.NextTick;

    public override Task Send(IMessage request) =>
        Take(request is DeltaDiscoveryRequest delta ? _state.OnRequest(delta, _now) : _state.OnRequest((DiscoveryRequest)request, _now));

    public override Task<XdsReply> Next()
    {
        while (_sent.TryDequeue(out var response))
        {
            if (!response.Withdrawn) return Task.FromResult(Kind == StreamKind.Delta ? XdsReply.Of(response.ToDeltaDiscoveryResponse()) : XdsReply.Of(response.ToDiscoveryResponse()));
        }
        throw new InvalidOperationException($"no response is due; {_failure}");
    }

    public override Task<int> Unread() => Task.FromResult(_sent.Count(x => !x.Withdrawn));

    public override Task<(int Code, string Reason)> End() => Task.FromResult(((int)_failure!.Code, _failure.Reason));

    public override Task Set(XdsSnapshot snapshot) => Take(_state.OnSnapshot(snapshot, _now));

    public override Task Pass(TimeSpan time) => Take(_state.OnTick(_now += time));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task Take(StreamOutput output)
    {
        foreach (var response in output.Responses) _sent.Enqueue(response);
        _facts.AddRange(output.Facts);
        _failure ??= output.Failure;
        return Task.CompletedTask;
    }
}
