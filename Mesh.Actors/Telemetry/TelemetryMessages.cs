using Akka.Actor;
using Akka.Event;

namespace Mesh.Actors.Telemetry;

/// <summary>All that is said between the members' telemetry and the edges.</summary>
public static class TelemetryMessages
{
    /// <summary>Carries the entity id: the region routes by <see cref="Service"/>.</summary>
    public interface IForEdge
    {
        string Service { get; }
    }

    /// <summary>Count this, once. Answered with <see cref="SumsAdded"/> when it is stored.</summary>
    /// <param name="Member">With its incarnation.</param>
    /// <param name="Sequence">Of the member's flushes of this service.</param>
    /// <param name="Packed">Base64 of <see cref="Core.Telemetry.PackedFlush"/>.</param>
    public sealed record AddSums(string Service, string Member, long Sequence, string Packed) : IForEdge, IWireMessage;

    public sealed record SumsAdded(string Service, long Sequence) : IWireMessage;

    /// <summary>Hand over all that is summed. Answered with <see cref="Flushed"/> when it is stored.</summary>
    public sealed record FlushAll : INoSerializationVerificationNeeded
    {
        public static readonly FlushAll Instance = new();
    }

    public sealed record Flushed : INoSerializationVerificationNeeded
    {
        public static readonly Flushed Instance = new();
    }

    /// <summary>Time to collect and to send.</summary>
    public sealed record Tick : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static readonly Tick Instance = new();
    }

    /// <summary>The store told what it keeps.</summary>
    public sealed record Claimed(StoredEdges Kept) : INoSerializationVerificationNeeded;

    public sealed record ClaimFailed(Exception Cause) : INoSerializationVerificationNeeded;

    public sealed record ClaimAgain : INoSerializationVerificationNeeded
    {
        public static readonly ClaimAgain Instance = new();
    }

    /// <param name="Accepted">false when another writer has taken over.</param>
    public sealed record Written(bool Accepted) : INoSerializationVerificationNeeded;

    public sealed record WriteFailed(Exception Cause) : INoSerializationVerificationNeeded;

    public sealed record WriteAgain : INoSerializationVerificationNeeded
    {
        public static readonly WriteAgain Instance = new();
    }
}
