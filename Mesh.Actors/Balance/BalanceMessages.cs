namespace Mesh.Actors.Balance;

/// <summary>What members tell each other so that their streams spread evenly.</summary>
public static class BalanceMessages
{
    /// <param name="Streams">Open now.</param>
    /// <param name="Leaving">Ended lately to relieve this member, and perhaps not open elsewhere yet.</param>
    /// <param name="Capacity">A member with twice the capacity of another should have twice the streams.</param>
    /// <param name="Takes">Whether new streams may come here.</param>
    public sealed record LoadIs(int Streams, int Leaving, int Capacity, bool Takes) : IWireMessage;

    internal sealed record Compare : Akka.Actor.INoSerializationVerificationNeeded
    {
        public static readonly Compare Instance = new();
    }
}
