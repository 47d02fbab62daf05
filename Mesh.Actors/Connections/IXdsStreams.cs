using System.Net;
using System.Threading.Channels;
using Envoy.Service.Discovery.V3;
using Mesh.Core.Security.Callers;
using Mesh.Core.Xds;

namespace Mesh.Actors.Connections;

/// <summary>What the gateway needs of whoever keeps the streams.</summary>
public interface IXdsStreams
{
    /// <param name="only">The one type of a typed service; null on an aggregated stream.</param>
    /// <param name="outbox">
    /// Bounded. The stream completes it to end: without an error to end cleanly, with a <see cref="StreamEndedException"/> to end with a status.
    /// A response that does not fit ends the stream with ResourceExhausted: a client that does not read costs itself only.
    /// </param>
    /// <param name="cancel">The call has ended.</param>
    /// <exception cref="StreamEndedException">Refused: Unavailable while no state is loaded yet.</exception>
    Task<IXdsStream> Open(StreamKind kind, XdsType? only, StreamPeer peer, ChannelWriter<OutgoingResponse> outbox, CancellationToken cancel);
}

/// <summary>One open stream.</summary>
public interface IXdsStream
{
    /// <summary>Completes when the next request may be handed in, which is how a client that floods is slowed down.</summary>
    ValueTask Receive(DiscoveryRequest request);

    /// <inheritdoc cref="Receive(DiscoveryRequest)"/>
    ValueTask Receive(DeltaDiscoveryRequest request);

    /// <summary>The call has ended; nothing of the stream stays behind. May be called more than once.</summary>
    void Close();
}

/// <summary>Who is at the other end.</summary>
/// <param name="Address">null where the transport has none.</param>
/// <param name="Caller">Who it has proved to be; null when it has proved nothing, which only a plaintext port lets in.</param>
public sealed record StreamPeer(IPEndPoint? Address, Caller? Caller = null)
{
    public bool IsLoopback => Address is not null && IPAddress.IsLoopback(Address.Address);
}

/// <summary>Carries a stream's end through its outbox to the gateway, which says it as a gRPC status.</summary>
public sealed class StreamEndedException(StreamFailure failure) : Exception(failure.Reason)
{
    public StreamEndedException(StreamFailureCode code, string reason)
        : this(new StreamFailure(code, reason))
    {
    }

    public StreamFailure Failure { get; } = failure;
}

/// <summary>Told what happens on streams, from many threads: metrics and logs.</summary>
public interface IStreamObserver
{
    void Opened(StreamPeer peer, StreamKind kind);

    /// <param name="nodeId">Empty until the client said it.</param>
    void Observe(StreamPeer peer, string nodeId, StreamFact fact);

    void Closed(StreamPeer peer, StreamKind kind);
}
