using Envoy.Service.Discovery.V3;

namespace Mesh.Core.Xds;

/// <summary>One xDS stream of one proxy. Pure: it has no clock and no effects; it belongs to one actor, which feeds it one input at a time.</summary>
public sealed class StreamState
{
    private StreamState()
    {
    }

    public static StreamState Open(StreamKind kind, XdsType? onlyType, StreamOptions options) => throw new NotImplementedException();

    /// <summary>When <see cref="OnTick"/> is wanted next; null: not at all.</summary>
    public DateTimeOffset? NextTick => throw new NotImplementedException();

    public StreamOutput OnRequest(DiscoveryRequest request, DateTimeOffset now) => throw new NotImplementedException();

    public StreamOutput OnRequest(DeltaDiscoveryRequest request, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>Before the first snapshot, requests wait: an unknown world is not an empty one.</summary>
    public StreamOutput OnSnapshot(XdsSnapshot snapshot, DateTimeOffset now) => throw new NotImplementedException();

    public StreamOutput OnTick(DateTimeOffset now) => throw new NotImplementedException();

    public StreamStatus Describe() => throw new NotImplementedException();
}
