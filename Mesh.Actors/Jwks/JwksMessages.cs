using Akka.Actor;
using Akka.Event;
using Mesh.Core.Security.Jwks;

namespace Mesh.Actors.Jwks;

/// <summary>All that is said between the model of a member, its <see cref="JwksDesk"/>, and the <see cref="JwksActor"/>s of the cluster.</summary>
public static class JwksMessages
{
    /// <summary>Carries the entity id: the region routes by <see cref="Source"/>.</summary>
    public interface IForJwks
    {
        /// <summary>A <see cref="JwksSource"/> as text.</summary>
        string Source { get; }
    }

    /// <summary>From the model: these are the keys that its policies name. Answered with <see cref="BookChanged"/> now and at each change.</summary>
    public sealed record WantKeys(IReadOnlySet<JwksSource> Sources) : INoSerializationVerificationNeeded;

    /// <summary>To the model.</summary>
    /// <param name="Settled">Nothing that it wants is still waited for: each was fetched, or has failed once.</param>
    public sealed record BookChanged(JwksBook Book, bool Settled) : INoSerializationVerificationNeeded;

    /// <summary>From a member's desk, again and again as long as it wants the keys. Answered with <see cref="KeysAre"/> as soon as there is something to say, and at each change.</summary>
    /// <param name="Held">Keys that the desk holds, in case that this actor has just come to life elsewhere; empty for none.</param>
    /// <param name="HeldSince">Unix time in milliseconds at which they were fetched.</param>
    public sealed record Subscribe(string Source, string Held, long HeldSince) : IForJwks, IWireMessage;

    /// <param name="Keys">A key set; empty: none was ever fetched.</param>
    /// <param name="FetchedAt">Unix time in milliseconds; 0: never.</param>
    /// <param name="Error">Of the last attempt; empty when it went well.</param>
    /// <param name="NextAt">Unix time in milliseconds.</param>
    public sealed record KeysAre(string Source, string Keys, long FetchedAt, int Failures, string Error, long NextAt) : IWireMessage;

    internal sealed record Fetch : INoSerializationVerificationNeeded
    {
        public static readonly Fetch Instance = new();
    }

    internal sealed record Fetched(string Text) : INoSerializationVerificationNeeded;

    internal sealed record FetchFailed(Exception Cause) : INoSerializationVerificationNeeded;

    internal sealed record SubscribeAgain : INoSerializationVerificationNeeded
    {
        public static readonly SubscribeAgain Instance = new();
    }
}
