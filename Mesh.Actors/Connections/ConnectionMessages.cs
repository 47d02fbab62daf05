using System.Threading.Channels;
using Akka.Actor;
using Akka.Event;
using Envoy.Service.Discovery.V3;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Actors.Connections;

/// <summary>All that may be said to a <see cref="ConnectionActor"/>, and all that it says. None of it leaves the member: the connection lives where its stream is.</summary>
public static class ConnectionMessages
{
    /// <summary>Carries the entity id, and the member that holds the stream, which is the shard.</summary>
    public interface IForConnection
    {
        /// <summary>Names one incarnation of one member.</summary>
        string Member { get; }

        string ConnectionId { get; }
    }

    /// <summary>Answered with <see cref="StreamOpened"/>.</summary>
    /// <param name="Only">The one type of a typed service; null on an aggregated stream.</param>
    /// <param name="Outbox">Bounded; the connection completes it when the stream has to end.</param>
    public sealed record OpenStream(string Member, string ConnectionId, StreamKind Kind, XdsType? Only, StreamPeer Peer, ChannelWriter<OutgoingResponse> Outbox)
        : IForConnection, INoSerializationVerificationNeeded;

    /// <summary>Gives the shard of a member its place there, before a stream has to wait for that. Answered with <see cref="PlaceTaken"/>.</summary>
    public sealed record TakePlace(string Member, string ConnectionId) : IForConnection, INoSerializationVerificationNeeded;

    public sealed record PlaceTaken : INoSerializationVerificationNeeded
    {
        public static readonly PlaceTaken Instance = new();
    }

    public sealed record StreamOpened(IActorRef Connection) : INoSerializationVerificationNeeded;

    public sealed record RequestReceived(DiscoveryRequest Request, IRequestCredit Credit) : INoSerializationVerificationNeeded;

    public sealed record DeltaRequestReceived(DeltaDiscoveryRequest Request, IRequestCredit Credit) : INoSerializationVerificationNeeded;

    /// <summary>The call has ended.</summary>
    public sealed record StreamClosed : INoSerializationVerificationNeeded
    {
        public static readonly StreamClosed Instance = new();
    }

    /// <summary>Answered with <see cref="ConnectionReport"/>.</summary>
    public sealed record DescribeConnection : INoSerializationVerificationNeeded
    {
        public static readonly DescribeConnection Instance = new();
    }

    /// <param name="Proxy">null until its first request.</param>
    /// <param name="Snapshot">What it may ask for now; null while it is being translated. Secrets are in it: show them to nobody.</param>
    public sealed record ConnectionReport(
        string ConnectionId, string Member, StreamPeer Peer, DateTimeOffset Since, XdsType? Only, Proxy? Proxy, StreamStatus Status, XdsSnapshot? Snapshot)
        : INoSerializationVerificationNeeded;

    /// <summary>Answered with <see cref="Secrets.SecretReport"/>.</summary>
    public sealed record DescribeSecrets : INoSerializationVerificationNeeded
    {
        public static readonly DescribeSecrets Instance = new();
    }

    internal sealed record CertificateMade(Secrets.ProxyCertificate? Certificate) : INoSerializationVerificationNeeded;

    internal sealed record Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }
}

/// <summary>A request that is being worked on. Returned when it is done with, so that a client that floods is slowed down.</summary>
public interface IRequestCredit
{
    void Return();
}
