namespace Mesh.Core.Security.Jwks;

/// <param name="Refresh">How often good keys are asked for again, and the longest wait after failures. Greater than <paramref name="FirstRetry"/>.</param>
/// <param name="FirstRetry">Wait after a first failure; it doubles with each further one. Greater than zero.</param>
public sealed record JwksPolicy(TimeSpan Refresh, TimeSpan FirstRetry)
{
    /// <summary>Beyond this many failures in a row the wait has reached its end anyway.</summary>
    private const int MostDoublings = 20;

    /// <param name="jitter">From 0 to 1.</param>
    public TimeSpan AfterSuccess(double jitter) => Refresh * (1 - jitter / 10);

    /// <param name="failures">In a row; at least 1.</param>
    /// <param name="jitter">From 0 to 1: issuers that failed together are not asked together again.</param>
    public TimeSpan AfterFailure(int failures, double jitter)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        return (wait < Refresh ? wait : Refresh) * (0.5 + jitter / 2);
    }
}
