namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.HTTPRetry.</summary>
public sealed record HttpRetry
{
    public int? Attempts { get; init; }

    public TimeSpan? PerTryTimeout { get; init; }

    public string? RetryOn { get; init; }

    [NullAllowed]
    public bool? RetryRemoteLocalities { get; init; }

    [NullAllowed]
    public bool? RetryIgnorePreviousHosts { get; init; }

    public TimeSpan? Backoff { get; init; }
}
