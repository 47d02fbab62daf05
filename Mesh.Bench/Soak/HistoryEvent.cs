using Mesh.Core.Xds;

namespace Mesh.Bench.Soak;

/// <summary>What one client saw and said, in order. A client outlives its streams and takes along what it holds.</summary>
internal abstract record HistoryEvent
{
    private HistoryEvent()
    {
    }

    /// <summary>A stream began; of each type it stated what it held.</summary>
    public sealed record Opened : HistoryEvent;

    /// <summary>It asked for these names besides what it had asked for before.</summary>
    /// <param name="Stated">Names and versions that it said to hold; on the first request of a type alone.</param>
    public sealed record Asked(XdsType Type, IReadOnlyCollection<string> Subscribed, IReadOnlyCollection<string> Unsubscribed, IReadOnlyDictionary<string, string> Stated) : HistoryEvent;

    public sealed record Answered(XdsType Type, string Nonce, IReadOnlyList<HeldResource> Resources, IReadOnlyList<string> Removed) : HistoryEvent;

    public sealed record Acknowledged(XdsType Type, string Nonce) : HistoryEvent;

    /// <param name="Why">As gRPC said it.</param>
    public sealed record Ended(string Why) : HistoryEvent;
}
