namespace Mesh.Core.Xds;

/// <summary>What an operator may choose about a stream, and the id that sets its nonces apart from those of other streams.</summary>
public sealed record StreamOptions
{
    public static readonly StreamOptions Default = new();

    /// <summary>Begins every nonce of the stream (rule 14: nonces mean nothing on another stream). Best unique in the process; may be empty.</summary>
    public string NoncePrefix { get; init; } = "";

    /// <summary>How long the next stage of a change waits for the acknowledgement of the former before it goes out regardless (rule 59). Greater than zero.</summary>
    public TimeSpan StageTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a change waits, once a new cluster was accepted, for the client to ask for its endpoints: until it has them the cluster warms,
    /// and a route to it would fail. Envoy asks within milliseconds; who lets the time pass is never waited for again.
    /// </summary>
    public TimeSpan FollowTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Life of a resource at the client without a heartbeat; null: for ever. Only clients that announce the feature get one (rule 68).</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>
    /// Skip, on a delta reconnect, also those endpoints whose version the client says it holds. Saves bytes, but an Envoy that was warming a
    /// cluster when the stream broke then waits for its endpoints until initial_fetch_timeout (rule 53), hence off by default.
    /// </summary>
    public bool SkipKnownEndpoints { get; init; }

    /// <summary>Names that one client may subscribe to of one type, at most; over it the stream ends with ResourceExhausted.</summary>
    public int MostNames { get; init; } = 100_000;
}
