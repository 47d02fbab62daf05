using System.Collections.Frozen;
using System.Globalization;

namespace Mesh.Core.Config.Validation;

internal static class RetryValidator
{
    /// <summary>Envoy's retry policies, for HTTP and for gRPC.</summary>
    private static readonly FrozenSet<string> Policies = FrozenSet.Create(
        "5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "envoy-ratelimited", "retriable-4xx", "refused-stream", "retriable-status-codes",
        "retriable-headers", "http3-post-connect-failure", "cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable");

    public static void Validate(string field, HttpRetry retry, Findings findings)
    {
        var attempts = retry.Attempts ?? 0;
        findings.NotNegative($"{field}.attempts", attempts);
        if (attempts == 0 && (retry.PerTryTimeout is not null || retry.RetryOn is { Length: > 0 } || retry.RetryRemoteLocalities is not null))
        {
            findings.Error($"{field}.attempts", "is 0, which disables retries; then nothing else of them may be said");
        }
        foreach (var policy in retry.RetryOn is { Length: > 0 } written ? written.Split(',') : [])
        {
            if (Policies.Contains(policy)) continue;
            if (!int.TryParse(policy, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) findings.Error($"{field}.retryOn", $"\"{policy}\" is not a retry policy; allowed: a status code, {string.Join(", ", Policies.Order(StringComparer.Ordinal))}");
            else if (!IsStatus(status)) findings.Error($"{field}.retryOn", $"{status} is no status code of HTTP");
        }
    }

    /// <summary>Those that have a name, as Go knows them.</summary>
    private static bool IsStatus(int status) => status
        is (>= 100 and <= 103) or (>= 200 and <= 208) or 226 or (>= 300 and <= 305) or 307 or 308 or (>= 400 and <= 418) or (>= 421 and <= 426) or 428 or 429 or 431 or 451
        or (>= 500 and <= 508) or 510 or 511;
}
