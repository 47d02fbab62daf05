namespace Mesh.Core.Config;

/// <summary>Limits of the connections that a proxy accepts. Spec: istio.mesh.v1alpha1.ProxyConfig.ConnectionSettings.</summary>
public sealed record ConnectionSettings
{
    public ConnectionProfile? Profile { get; init; }

    public TimeSpan? HttpIdleTimeout { get; init; }

    public TimeSpan? HttpRequestTimeout { get; init; }

    public TimeSpan? HttpRequestHeadersTimeout { get; init; }

    public TimeSpan? HttpStreamIdleTimeout { get; init; }

    public TimeSpan? HttpMaxStreamDuration { get; init; }

    public uint? HttpMaxConcurrentStreams { get; init; }

    public uint? HttpInitialStreamWindowSize { get; init; }

    public uint? HttpInitialConnectionWindowSize { get; init; }

    public bool? HttpMergeSlashes { get; init; }

    public HeadersWithUnderscores? HttpHeadersWithUnderscoresAction { get; init; }

    public EscapedSlashes? HttpPathWithEscapedSlashesAction { get; init; }

    public uint? ListenerPerConnectionBufferLimitBytes { get; init; }

    public uint? ClusterPerConnectionBufferLimitBytes { get; init; }
}

/// <summary>A set of values for what is not written.</summary>
public enum ConnectionProfile
{
    Unspecified,
    Edge,
    Sidecar,
}

public enum HeadersWithUnderscores
{
    HeadersWithUnderscoresUnspecified,
    HeadersWithUnderscoresAllow,
    HeadersWithUnderscoresRejectRequest,
    HeadersWithUnderscoresDropHeader,
}

public enum EscapedSlashes
{
    Unspecified,
    KeepUnchanged,
    RejectRequest,
    UnescapeAndRedirect,
    UnescapeAndForward,
}
