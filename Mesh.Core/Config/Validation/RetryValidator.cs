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
        foreach (var policy in (retry.RetryOn ?? "").Split(','))
        {
            if (policy.Length == 0 || Policies.Contains(policy)) continue;
            if (int.TryParse(policy, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) HttpActionValidator.HttpStatus($"{field}.retryOn", status, findings);
            else findings.Error($"{field}.retryOn", $"\"{policy}\" is not a retry policy; allowed: a status code, {string.Join(", ", Policies.Order(StringComparer.Ordinal))}");
        }
    }
}
