using Envoy.Config.Core.V3;
using Mesh.Core.Config;

namespace Mesh.Core.Xds;

/// <summary>Something that happened on a stream and that somebody may want to know: an actor, a metric, a log.</summary>
public abstract record StreamFact
{
    private StreamFact()
    {
    }

    /// <summary>The client said who it is: on its first request, and again when what it says of itself changed.</summary>
    public sealed record NodeKnown(Node Node) : StreamFact;

    /// <summary>The client changed what it wants of a type. <see cref="Names"/> leaves out "*", which is <see cref="Wildcard"/>.</summary>
    public sealed record Subscribed(XdsType Type, bool Wildcard, NameSet Names) : StreamFact;

    /// <param name="Resources">Number of resources in the response.</param>
    /// <param name="Removed">Number of names in removed_resources.</param>
    /// <param name="Bytes">Size of the response on the wire, before compression.</param>
    /// <param name="Asked">An answer to a request; otherwise a push.</param>
    public sealed record Sent(XdsType Type, string Nonce, string Version, int Resources, int Removed, int Bytes, bool Asked) : StreamFact;

    /// <param name="After">Time from the response to its acknowledgement.</param>
    public sealed record Acked(XdsType Type, string Nonce, string Version, TimeSpan After) : StreamFact;

    /// <summary>The client refused a response.</summary>
    public sealed record Nacked(Nack Nack) : StreamFact;

    /// <summary>A request carried a nonce that is not the last one of its type.</summary>
    public sealed record StaleNonce(XdsType Type, string Nonce) : StreamFact;

    /// <summary>The client did not answer in time; the change went on without it (rule 59).</summary>
    public sealed record Unconfirmed(XdsType Type, string Nonce, string Version) : StreamFact;

    /// <summary>The client asked for a type that we do not serve; it gets silence. Told once for each type.</summary>
    public sealed record UnknownType(string TypeUrl) : StreamFact;

    /// <summary>Clusters that left the configuration but stay at the client, because a route or listener that it may still use names them.</summary>
    public sealed record Held(NameSet Clusters) : StreamFact;
}

/// <summary>What is remembered of a refused response.</summary>
/// <param name="Names">All resources of the response.</param>
/// <param name="Suspects">Those of <paramref name="Names"/> that the client's words mention; all of them when it mentions none.</param>
/// <param name="Code">google.rpc.Code, as the client sent it.</param>
/// <param name="Words">error_detail.message, as the client sent it; cut at 4 KiB. Never interpreted (rule 26).</param>
/// <param name="Origins">The objects that the suspects were made from.</param>
public sealed record Nack(
    XdsType Type,
    string Nonce,
    string Version,
    NameSet Names,
    IReadOnlyList<string> Suspects,
    int Code,
    string Words,
    IReadOnlyList<ConfigKey> Origins,
    DateTimeOffset At);
