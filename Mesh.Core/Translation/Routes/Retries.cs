using System.Globalization;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Retry.Host.PreviousHosts.V3;
using Envoy.Extensions.Retry.Priority.PreviousPriorities.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Routes;

/// <summary>HTTPRetry → envoy.config.route.v3.RetryPolicy.</summary>
internal static class Retries
{
    private const string DefaultRetryOn = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";
    private const string InboundRetryOn = "reset-before-request";
    private const string StatusCodes = "retriable-status-codes";
    private const uint DefaultAttempts = 2;
    private const long HostSelectionAttempts = 5;

    /// <summary>The predicate never changes, so all policies share its bytes.</summary>
    private static readonly Any PreviousHosts = Any.Pack(new PreviousHostsPredicate());
    private static readonly Any PreviousPriorities = Any.Pack(new PreviousPrioritiesConfig { UpdateFrequency = 2 });

    /// <param name="retry">Of the route, else the mesh's defaultHttpRetryPolicy; null: the built-in default.</param>
    /// <param name="hashed">The one destination is chosen by a hash: trying another host would break the affinity.</param>
    /// <returns>null when retries are switched off (attempts: 0).</returns>
    public static RetryPolicy? Outbound(HttpRetry? retry, bool hashed)
    {
        if (retry is not null && (retry.Attempts ?? 0) <= 0) return null;
        var policy = new RetryPolicy
        {
            NumRetries = (uint?)retry?.Attempts ?? DefaultAttempts,
            RetryOn = DefaultRetryOn,
            HostSelectionRetryMaxAttempts = HostSelectionAttempts,
        };
        if (retry?.RetryIgnorePreviousHosts ?? !hashed)
        {
            policy.RetryHostPredicate.Add(new RetryPolicy.Types.RetryHostPredicate { Name = "envoy.retry_host_predicates.previous_hosts", TypedConfig = PreviousHosts });
        }
        if (retry is null) return policy;
        ApplyConditions(policy, retry);
        if (retry.PerTryTimeout is { } timeout) policy.PerTryTimeout = Duration.FromTimeSpan(timeout);
        if (retry.RetryRemoteLocalities == true)
        {
            policy.RetryPriority = new() { Name = "envoy.retry_priorities.previous_priorities", TypedConfig = PreviousPriorities };
        }
        return policy;
    }

    /// <param name="retry">The mesh's defaultInboundHttpRetryPolicy; null: the built-in default. perTryTimeout does not count here.</param>
    public static RetryPolicy? Inbound(HttpRetry? retry)
    {
        if (retry is not null && (retry.Attempts ?? 0) <= 0) return null;
        var policy = new RetryPolicy { NumRetries = (uint?)retry?.Attempts ?? DefaultAttempts, RetryOn = InboundRetryOn };
        if (retry is not null) ApplyConditions(policy, retry);
        return policy;
    }

    /// <summary>retryOn mixes Envoy's conditions with plain status codes, which Envoy wants apart.</summary>
    private static void ApplyConditions(RetryPolicy policy, HttpRetry retry)
    {
        if (retry.Backoff is { } backoff) policy.RetryBackOff = new() { BaseInterval = Duration.FromTimeSpan(backoff) };
        if (retry.RetryOn is not { Length: > 0 } retryOn) return;
        var conditions = new List<string>();
        foreach (var part in retryOn.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && IsStatusCode(code)) policy.RetriableStatusCodes.Add(code);
            else conditions.Add(part);
        }
        policy.RetryOn = string.Join(',', conditions);
        if (policy.RetriableStatusCodes.Count > 0 && !policy.RetryOn.Contains(StatusCodes)) policy.RetryOn += $",{StatusCodes}";
    }

    /// <summary>The codes that IANA has registered; another number is taken for a condition.</summary>
    private static bool IsStatusCode(uint code) => code is (>= 100 and <= 103) or (>= 200 and <= 208) or 226 or (>= 300 and <= 305) or 307 or 308
        or (>= 400 and <= 418) or (>= 421 and <= 426) or 428 or 429 or 431 or 451 or (>= 500 and <= 508) or 510 or 511;
}
