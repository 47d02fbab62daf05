using Envoy.Config.Cluster.V3;
using Envoy.Config.Common.Matcher.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Clusters;

/// <summary>trafficPolicy.outlierDetection → outlier_detection and the panic threshold.</summary>
internal static class OutlierDetections
{
    private const uint Always = 100;

    /// <summary>
    /// Unready endpoints are sent as unhealthy, so panic (traffic to all when few are healthy) stays off unless minHealthPercent asks for it.
    /// </summary>
    public static void Apply(ClusterDraft draft, Config.OutlierDetection? outlier)
    {
        draft.WithCommonLb().HealthyPanicThreshold = new() { Value = Math.Max(0, outlier?.MinHealthPercent ?? 0) };
        if (outlier is null) return;

        // Istio has no statistics of success rates: only what is counted ejects.
        var detection = new Envoy.Config.Cluster.V3.OutlierDetection { EnforcingSuccessRate = 0 };
        if (outlier.Consecutive5xxErrors is { } errors)
        {
            detection.Consecutive5Xx = errors;
            detection.EnforcingConsecutive5Xx = errors > 0 ? Always : 0;
        }
        if (outlier.ConsecutiveGatewayErrors is { } gatewayErrors)
        {
            detection.ConsecutiveGatewayFailure = gatewayErrors;
            detection.EnforcingConsecutiveGatewayFailure = gatewayErrors > 0 ? Always : 0;
        }
        detection.Interval = outlier.Interval?.ToDuration();
        detection.BaseEjectionTime = outlier.BaseEjectionTime?.ToDuration();
        if (outlier.MaxEjectionPercent is > 0 and var percent) detection.MaxEjectionPercent = (uint)percent;
        if (outlier.SplitExternalLocalOriginErrors == true) SplitLocalOrigin(detection, outlier);
        draft.Cluster.OutlierDetection = detection;
        if (outlier.OutlierDetectionHttpErrorCodes is { Count: > 0 } codes) draft.WithHttp().OutlierDetection = new() { ErrorMatcher = AnyOf([.. codes]) };
    }

    /// <summary>Errors on the way to the server (connect failures, timeouts) counted apart from those that the server returned.</summary>
    private static void SplitLocalOrigin(Envoy.Config.Cluster.V3.OutlierDetection detection, Config.OutlierDetection outlier)
    {
        detection.SplitExternalLocalOriginErrors = true;
        detection.EnforcingLocalOriginSuccessRate = 0;
        if (outlier.ConsecutiveLocalOriginFailures is not (> 0 and var failures)) return;
        detection.ConsecutiveLocalOriginFailure = failures;
        detection.EnforcingConsecutiveLocalOriginFailure = Always;
    }

    private static MatchPredicate AnyOf(uint[] codes)
    {
        if (codes.Length == 1) return Status(codes[0]);
        var any = new MatchPredicate.Types.MatchSet();
        any.Rules.AddRange(codes.Select(Status));
        return new() { OrMatch = any };
    }

    private static MatchPredicate Status(uint code) => new()
    {
        HttpResponseHeadersMatch = new()
        {
            Headers = { new HeaderMatcher { Name = ":status", StringMatch = new() { Exact = code.ToString(System.Globalization.CultureInfo.InvariantCulture) } } },
        },
    };
}
