using Google.Protobuf;
using Mesh.Core.Xds;

namespace Mesh.Tests.Fixtures;

/// <summary>How a test's client reaches the server: straight into the state machine, or over gRPC on the loopback.</summary>
public abstract class XdsWire(StreamKind kind) : IAsyncDisposable
{
    public StreamKind Kind => kind;

    public abstract Task Send(IMessage request);

    /// <summary>The next response; fails when the stream ends instead.</summary>
    public abstract Task<XdsReply> Next();

    /// <summary>Responses that were sent and not read, once all requests so far have been worked off.</summary>
    public abstract Task<int> Unread();

    /// <summary>How the stream ended.</summary>
    public abstract Task<(int Code, string Reason)> End();

    /// <summary>Changes the client's world, once all requests so far have been worked off.</summary>
    public abstract Task Set(XdsSnapshot snapshot);

    /// <summary>Lets time pass, once all requests so far have been worked off.</summary>
    public abstract Task Pass(TimeSpan time);

    public abstract IReadOnlyList<StreamFact> Facts { get; }

    public abstract StreamStatus Status { get; }

    public abstract ValueTask DisposeAsync();
}
