using Akka.Actor;
using Akka.Event;
using Mesh.Actors.Config;
using Mesh.Core.Values;

namespace Mesh.Actors.Replication;

/// <summary>All that may be said to a <see cref="ReplicaActor"/>, and all that it says.</summary>
public static class ReplicaMessages
{
    /// <summary>From the ConfigActor to the replica of its own member: I keep the configuration from here on. Answered with <see cref="Led"/>.</summary>
    public sealed record Lead : INoSerializationVerificationNeeded
    {
        public static readonly Lead Instance = new();
    }

    /// <summary>Nobody but the ConfigActor writes this member's copy from here on.</summary>
    /// <param name="View">What the copy holds; null for nothing yet.</param>
    public sealed record Led(MeshView? View) : INoSerializationVerificationNeeded;

    /// <summary>From the ConfigActor to the replica of its own member, where the copy holds the revision already: tell the others.</summary>
    /// <param name="EndpointsOf">Whose endpoints changed; empty unless <paramref name="OnlyEndpoints"/>.</param>
    public sealed record Publish(MeshView View, MeshDelta Delta, bool OnlyEndpoints, ValueList<ServiceName> EndpointsOf) : INoSerializationVerificationNeeded;

    /// <summary>From who keeps the configuration to the others: this is what there is. Whoever holds something else asks for what it misses.</summary>
    /// <param name="Term">Of the keeper: grows from one to the next.</param>
    public sealed record Held(long Term, long Revision) : IWireMessage;

    /// <summary>Answered with the deltas after this revision, or with the whole state.</summary>
    public sealed record CatchUp(long Term, long Revision) : IWireMessage;

    /// <summary>This revision is held here now.</summary>
    public sealed record Took(long Term, long Revision) : IWireMessage;

    /// <summary>A piece of what leads from one revision to the next.</summary>
    /// <param name="Before">The revision that it is laid over; negative: over none, it is the whole state.</param>
    /// <param name="Data">A part of a packed <see cref="MeshDelta"/>.</param>
    public sealed record RevisionPart(long Term, long Revision, long BeforeTerm, long Before, int Index, int Count, string Data) : IWireMessage;

    internal sealed record TellHeld : INoSerializationVerificationNeeded
    {
        public static readonly TellHeld Instance = new();
    }
}

/// <summary>Names a state of the configuration: the revision, and whose count it is.</summary>
public readonly record struct Mark(long Term, long Revision)
{
    public static readonly Mark None = new(0, 0);

    /// <summary>Under a delta that is the whole state.</summary>
    public static readonly Mark Nothing = new(0, -1);
}
