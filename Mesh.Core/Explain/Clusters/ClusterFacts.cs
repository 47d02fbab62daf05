using System.Globalization;
using Envoy.Config.Cluster.V3;
using Envoy.Extensions.Upstreams.Http.V3;
using Mesh.Core.Explain.Report;

namespace Mesh.Core.Explain.Clusters;

/// <summary>What a cluster does with requests: balancing, limits, outlier detection, the protocol. Settings that limit nothing are left out.</summary>
internal static class ClusterFacts
{
    private const string HttpOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    public static IEnumerable<Fact> Of(Cluster cluster)
    {
        if (cluster.ClusterDiscoveryTypeCase == Cluster.ClusterDiscoveryTypeOneofCase.Type && cluster.Type == Cluster.Types.DiscoveryType.OriginalDst) yield return new("endpoints", "the destination of the connection itself");
        else yield return new("load balancing", cluster.LoadBalancingPolicy?.Policies.FirstOrDefault()?.TypedExtensionConfig.Name ?? Words.Name(cluster.LbPolicy));
        if (cluster.ConnectTimeout is { } timeout) yield return new("connect timeout", Words.Time(timeout));
        if (Limits(cluster) is { Length: > 0 } limits) yield return new("connection pool", limits);
        if (cluster.OutlierDetection is { } outliers) yield return new("outlier detection", Outliers(outliers));
        if (OptionsOf(cluster) is { } options)
        {
            if (Protocol(options) is { } protocol) yield return new("protocol", protocol);
            if (options.CommonHttpProtocolOptions?.MaxRequestsPerConnection is { } most) yield return new("requests per connection", most.ToString(CultureInfo.InvariantCulture));
            if (options.CommonHttpProtocolOptions?.IdleTimeout is { } idle) yield return new("idle timeout", Words.Time(idle));
        }
        if (cluster.TransportSocketMatches.Count == 0) yield return new("tls", TlsFacts.Describe(cluster.TransportSocket));
        foreach (var match in cluster.TransportSocketMatches)
        {
            var wanted = match.Match.Fields.Count == 0 ? "other endpoints" : $"endpoints with {string.Join(", ", match.Match.Fields.Select(x => $"{x.Key}={x.Value.StringValue}"))}";
            yield return new($"tls to {wanted}", TlsFacts.Describe(match.TransportSocket));
        }
    }

    public static bool SpeaksHttp2(Cluster cluster, bool clientDoes)
    {
        if (OptionsOf(cluster) is not { } options) return false;
        return options.UpstreamProtocolOptionsCase switch
        {
            HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.ExplicitHttpConfig => options.ExplicitHttpConfig.Http2ProtocolOptions is not null,
            HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.UseDownstreamProtocolConfig => clientDoes,
            _ => false,
        };
    }

    private static HttpProtocolOptions? OptionsOf(Cluster cluster) =>
        cluster.TypedExtensionProtocolOptions.TryGetValue(HttpOptions, out var any) && any.Is(HttpProtocolOptions.Descriptor) ? any.Unpack<HttpProtocolOptions>() : null;

    private static string? Protocol(HttpProtocolOptions options) => options.UpstreamProtocolOptionsCase switch
    {
        HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.ExplicitHttpConfig => options.ExplicitHttpConfig.Http2ProtocolOptions is not null ? "HTTP/2" : "HTTP/1.1",
        HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.UseDownstreamProtocolConfig => "that of the client",
        HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.AutoConfig => "what ALPN agrees on",
        _ => null,
    };

    private static string Limits(Cluster cluster)
    {
        var parts = new List<string>();
        foreach (var threshold in cluster.CircuitBreakers?.Thresholds ?? [])
        {
            foreach (var (name, limit) in new[] { ("connections", threshold.MaxConnections), ("pending requests", threshold.MaxPendingRequests), ("requests", threshold.MaxRequests), ("retries", threshold.MaxRetries) })
            {
                if (limit is < uint.MaxValue) parts.Add($"at most {limit} {name}");
            }
        }
        return string.Join(", ", parts);
    }

    private static string Outliers(OutlierDetection outliers)
    {
        var parts = new List<string>();
        if (outliers.Consecutive5Xx is { } errors && outliers.EnforcingConsecutive5Xx != 0) parts.Add($"after {errors} errors in a row");
        if (outliers.ConsecutiveGatewayFailure is { } failures && outliers.EnforcingConsecutiveGatewayFailure is > 0) parts.Add($"after {failures} gateway errors in a row");
        parts.Add($"looked at each {Words.Time(outliers.Interval ?? new() { Seconds = 10 })}");
        parts.Add($"out for {Words.Time(outliers.BaseEjectionTime ?? new() { Seconds = 30 })}");
        parts.Add($"at most {outliers.MaxEjectionPercent ?? 10}% of the endpoints");
        return string.Join(", ", parts);
    }
}
