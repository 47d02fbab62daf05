namespace Mesh.Core.Telemetry.Graph;

public enum Health
{
    /// <summary>Nothing happened.</summary>
    Idle,
    Healthy,
    Degraded,
    Failure,
}

/// <summary>How requests fared, by the thresholds that users of Kiali know: shares of all requests, as percentages.</summary>
public static class HealthThresholds
{
    public const double ServerErrorFailure = 10;
    public const double ClientErrorDegraded = 10;
    public const double ClientErrorFailure = 20;
    public const double GrpcErrorFailure = 10;
    public const double NoResponseFailure = 10;

    public static Health Of(IReadOnlyList<ResponseCount> responses)
    {
        var all = responses.Sum(x => x.Requests);
        if (all == 0) return Health.Idle;
        double Percent(Func<ResponseCount, bool> what) => 100.0 * responses.Where(what).Sum(x => x.Requests) / all;
        if (Percent(x => x.IsServerError) >= ServerErrorFailure || Percent(x => x.IsGrpcError) >= GrpcErrorFailure || Percent(x => x.IsNoResponse) >= NoResponseFailure) return Health.Failure;
        return Percent(x => x.IsClientError) switch
        {
            >= ClientErrorFailure => Health.Failure,
            >= ClientErrorDegraded => Health.Degraded,
            _ => Health.Healthy,
        };
    }
}
