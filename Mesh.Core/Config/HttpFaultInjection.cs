namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.HTTPFaultInjection.</summary>
public sealed record HttpFaultInjection
{
    public Delay? Delay { get; init; }

    public Abort? Abort { get; init; }
}

public sealed record Delay
{
    public int? Percent { get; init; }

    public TimeSpan? FixedDelay { get; init; }

    public TimeSpan? ExponentialDelay { get; init; }

    public Percent? Percentage { get; init; }
}

public sealed record Abort
{
    public int? HttpStatus { get; init; }

    public string? GrpcStatus { get; init; }

    public string? Http2Error { get; init; }

    public Percent? Percentage { get; init; }
}
