using Akka.Actor;
using Akka.Event;
using Mesh.Core.Quotas;

namespace Mesh.Actors.Quotas;

/// <summary>All that may be said to a <see cref="QuotaActor"/>, and all that it says.</summary>
public static class QuotaMessages
{
    /// <summary>Carries the entity id: the region routes by <see cref="Key"/>.</summary>
    public interface IForQuota
    {
        string Key { get; }
    }

    /// <summary>Answered with <see cref="Leased"/>.</summary>
    /// <param name="Limit">As this member's configuration has it.</param>
    /// <param name="Least">What has to be granted at least, or nothing is.</param>
    public sealed record TakeLease(string Key, QuotaLimit Limit, long Least, long Most) : IForQuota, IWireMessage;

    /// <param name="IsUnknown">Nothing was granted, because nobody can tell what was handed out in this window before the owner came to live where it lives now.</param>
    public sealed record Leased(string Key, QuotaGrant Grant, bool IsUnknown) : IWireMessage;

    /// <summary>What nobody used. Not answered: a lost one wastes tokens and admits nobody too many.</summary>
    public sealed record ReturnTokens(string Key, long Bucket, long Amount) : IForQuota, IWireMessage;

    internal sealed record Loaded(IReadOnlyDictionary<long, long>? Buckets) : INoSerializationVerificationNeeded;

    /// <param name="Total">What the store counts in the bucket now; null when it could not be reached.</param>
    internal sealed record Recorded(QuotaGrant Grant, long? Total, IActorRef ReplyTo) : INoSerializationVerificationNeeded;
}
