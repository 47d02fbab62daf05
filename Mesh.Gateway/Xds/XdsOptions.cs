namespace Mesh.Gateway.Xds;

/// <summary>The limits of the xDS port.</summary>
public sealed record XdsOptions
{
    public static readonly XdsOptions Default = new();

    /// <summary>Responses that may wait for one slow client before its stream ends with RESOURCE_EXHAUSTED. At least 1.</summary>
    public int OutboxCapacity { get; init; } = 64;

    /// <summary>
    /// The largest request that is read; over it the stream ends with RESOURCE_EXHAUSTED (rule 56). A reconnecting client that holds 50,000
    /// resources states all their versions in one message of some 6 MB.
    /// </summary>
    public int MaxRequestBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Silence after which a connection is pinged, so that no load balancer takes it for dead (rule 13).</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after a ping after which the connection is taken for dead.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a shutdown waits for streams that were not answered yet (rule 9).</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a shutdown waits before it ends the first stream, so that balancers hear that this member is not ready.</summary>
    public TimeSpan ShutdownNotice { get; init; }

    /// <summary>Proxies that are given their first configuration at the same time; others wait in order. At least 1.</summary>
    public int FirstPushesAtOnce { get; init; } = 200;

    /// <summary>How long one of them may keep its place, so that slow ones do not hold up the others. Greater than zero.</summary>
    public TimeSpan FirstPushTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
