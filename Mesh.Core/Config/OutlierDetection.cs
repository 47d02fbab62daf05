using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.OutlierDetection.</summary>
public sealed record OutlierDetection
{
    public int? ConsecutiveErrors { get; init; }

    public bool? SplitExternalLocalOriginErrors { get; init; }

    [NullAllowed]
    public uint? ConsecutiveLocalOriginFailures { get; init; }

    [NullAllowed]
    public uint? ConsecutiveGatewayErrors { get; init; }

    [NullAllowed]
    public uint? Consecutive5xxErrors { get; init; }

    public TimeSpan? Interval { get; init; }

    public TimeSpan? BaseEjectionTime { get; init; }

    public int? MaxEjectionPercent { get; init; }

    public int? MinHealthPercent { get; init; }

    public ValueList<uint>? OutlierDetectionHttpErrorCodes { get; init; }
}
