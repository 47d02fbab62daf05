using Akka.Actor;
using Akka.Event;

namespace Mesh.Actors.Services;

/// <summary>All that may be said to a <see cref="ServiceActor"/>, and all that it says.</summary>
public static class ServiceMessages
{
    /// <summary>Carries the entity id: the region routes by <see cref="Host"/>.</summary>
    public interface IForService
    {
        string Host { get; }
    }

    /// <summary>The endpoints of a host were looked at.</summary>
    /// <param name="Since">Revision at which members last built the mesh anew, with all endpoints of that time.</param>
    /// <param name="Revision">Of the configuration that was looked at.</param>
    /// <param name="Digest">Of the endpoints. Equal digests, equal endpoints.</param>
    public sealed record ObserveEndpoints(string Host, long Since, long Revision, UInt128 Digest, int Endpoints, int Healthy) : IForService, IWireMessage;

    /// <summary>Answered with <see cref="ServiceReport"/>.</summary>
    public sealed record DescribeService(string Host) : IForService, IWireMessage;

    /// <param name="State">null when nothing has changed for the service since it was last described to the mesh as a whole.</param>
    public sealed record ServiceReport(string Host, ServiceState? State) : INoSerializationVerificationNeeded;

    /// <summary>To a member's model: the endpoints of a host are other ones as of this revision of the configuration.</summary>
    public sealed record EndpointsChanged(string Host, long Revision) : INoSerializationVerificationNeeded;
}
