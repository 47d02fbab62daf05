using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Core.Xds;

namespace Mesh.Tests.Fixtures;

/// <summary>A real stream to an <see cref="XdsServer"/>.</summary>
public sealed class XdsGrpcWire : XdsWire
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly XdsServer _server;
    private readonly string _nodeId;
    private readonly AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse>? _world;
    private readonly AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse>? _delta;
    private int _sent;
    private int _read;

    private XdsGrpcWire(StreamKind kind, XdsServer server, string nodeId)
        : base(kind) => (_server, _nodeId) = (server, nodeId);

    public XdsGrpcWire(XdsServer server, string nodeId, AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse> call)
        : this(StreamKind.StateOfTheWorld, server, nodeId) => _world = call;

    public XdsGrpcWire(XdsServer server, string nodeId, AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call)
        : this(StreamKind.Delta, server, nodeId) => _delta = call;

    public override IReadOnlyList<StreamFact> Facts => _server.Streams.StreamOf(_nodeId).Facts;

    public override StreamStatus Status => _server.Streams.StreamOf(_nodeId).Status;

    /// <summary>An aggregated stream for a node of its own.</summary>
    public static XdsGrpcWire Aggregated(StreamKind kind, XdsServer server, string nodeId)
    {
        var client = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(server.Channel);
        return kind == StreamKind.Delta ? new(server, nodeId, client.DeltaAggregatedResources()) : new(server, nodeId, client.StreamAggregatedResources());
    }

    public override async Task Send(IMessage request)
    {
        try
        {
            if (request is DeltaDiscoveryRequest delta) await _delta!.RequestStream.WriteAsync(delta);
            else await _world!.RequestStream.WriteAsync((DiscoveryRequest)request);
            _sent++;
        }
        catch (RpcException)
        {
            // The server ended the stream meanwhile; how, is read from the responses.
        }
    }

    public override async Task<XdsReply> Next()
    {
        using var patience = new CancellationTokenSource(Patience);
        var some = _delta is null ? await _world!.ResponseStream.MoveNext(patience.Token) : await _delta.ResponseStream.MoveNext(patience.Token);
        Assert.True(some, "the stream ended");
        _read++;
        return _delta is null ? XdsReply.Of(_world!.ResponseStream.Current) : XdsReply.Of(_delta.ResponseStream.Current);
    }

    public override async Task<int> Unread()
    {
        await AllReceived();
        return _server.Streams.StreamOf(_nodeId).Sent - _read;
    }

    public override async Task<(int Code, string Reason)> End()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (_delta is null ? await _world!.ResponseStream.MoveNext(patience.Token) : await _delta.ResponseStream.MoveNext(patience.Token)) _read++;
            return (0, "");
        }
        catch (RpcException e)
        {
            return ((int)e.StatusCode, e.Status.Detail);
        }
    }

    public override async Task Set(XdsSnapshot snapshot)
    {
        if (_sent > 0) await AllReceived();
        _server.Streams.SetWorld(_nodeId, snapshot);
    }

    public override async Task Pass(TimeSpan time)
    {
        await AllReceived();
        _server.Streams.StreamOf(_nodeId).Pass(time);
    }

    public Task HalfClose() => _delta is null ? _world!.RequestStream.CompleteAsync() : _delta.RequestStream.CompleteAsync();

    public override ValueTask DisposeAsync()
    {
        _world?.Dispose();
        _delta?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AllReceived()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_server.Streams.Streams.FirstOrDefault(x => x.NodeId == _nodeId) is not { } stream || stream.Received < _sent) await Task.Delay(1, patience.Token);
    }
}
