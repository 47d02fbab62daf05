using System.Text;
using Envoy.Config.Route.V3;

namespace Mesh.Core.Checks.Invariants;

internal static class RouteInvariants
{
    /// <summary>Envoy's bound on the body of a direct response where the route configuration sets none.</summary>
    private const uint DefaultDirectResponseBytes = 4096;

    public static void RouteConfiguration(RouteConfiguration config, Findings findings)
    {
        HeaderInvariants.Removed(config.RequestHeadersToRemove, "request_headers_to_remove", findings);
        HeaderInvariants.Removed(config.ResponseHeadersToRemove, "response_headers_to_remove", findings);

        var names = new HashSet<string>(StringComparer.Ordinal);
        var domains = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var longestBody = config.MaxDirectResponseBodySizeBytes ?? DefaultDirectResponseBytes;
        for (var i = 0; i < config.VirtualHosts.Count; i++)
        {
            var host = config.VirtualHosts[i];
            if (!names.Add(host.Name)) findings.Add($"virtual_hosts[{i}].name", $"'{host.Name}' is the name of another virtual host too");
            for (var j = 0; j < host.Domains.Count; j++)
            {
                if (domains.TryAdd(host.Domains[j], host.Name)) continue;
                findings.Add($"virtual_hosts[{i}].domains[{j}]", $"'{host.Domains[j]}' is a domain of virtual host '{domains[host.Domains[j]]}' already");
            }
            Bodies(host, $"virtual_hosts[{i}]", longestBody, findings);
        }
    }

    public static void VirtualHost(VirtualHost host, Findings findings)
    {
        HeaderInvariants.Removed(host.RequestHeadersToRemove, "request_headers_to_remove", findings);
        HeaderInvariants.Removed(host.ResponseHeadersToRemove, "response_headers_to_remove", findings);
    }

    public static void Route(Route route, Findings findings)
    {
        HeaderInvariants.Removed(route.RequestHeadersToRemove, "request_headers_to_remove", findings);
        HeaderInvariants.Removed(route.ResponseHeadersToRemove, "response_headers_to_remove", findings);
    }

    public static void RouteAction(RouteAction action, Findings findings)
    {
        string[] rewrites =
        [
            .. action.PrefixRewrite.Length > 0 ? ["prefix_rewrite"] : (ReadOnlySpan<string>)[],
            .. action.RegexRewrite is not null ? ["regex_rewrite"] : (ReadOnlySpan<string>)[],
            .. action.PathRewritePolicy is not null ? ["path_rewrite_policy"] : (ReadOnlySpan<string>)[],
        ];
        if (rewrites.Length > 1) findings.Add(rewrites[1], $"may not be set together with {rewrites[0]}");
    }

    public static void RedirectAction(RedirectAction action, Findings findings)
    {
        if (action.PathRewriteSpecifierCase == Envoy.Config.Route.V3.RedirectAction.PathRewriteSpecifierOneofCase.PathRedirect
            && action.PathRedirect.Contains('#'))
        {
            findings.Add("path_redirect", "must not hold a fragment (#)");
        }
    }

    public static void WeightedCluster(WeightedCluster split, Findings findings)
    {
        var sum = 0UL;
        for (var i = 0; i < split.Clusters.Count; i++)
        {
            var cluster = split.Clusters[i];
            sum += cluster.Weight ?? 0;
            HeaderInvariants.Removed(cluster.RequestHeadersToRemove, $"clusters[{i}].request_headers_to_remove", findings);
            HeaderInvariants.Removed(cluster.ResponseHeadersToRemove, $"clusters[{i}].response_headers_to_remove", findings);
            if (cluster.Name.Length > 0 == cluster.ClusterHeader.Length > 0) findings.Add($"clusters[{i}]", "exactly one of name and cluster_header must be set");
        }
        if (split.Clusters.Count > 0 && sum is 0 or > uint.MaxValue)
        {
            findings.Add("clusters", $"the weights must add up to between 1 and {uint.MaxValue}, add up to {sum}");
        }
    }

    public static void RetryBackOff(RetryPolicy.Types.RetryBackOff backOff, Findings findings)
    {
        if (backOff is { BaseInterval: { } shortest, MaxInterval: { } longest } && longest.ToTimeSpan() < shortest.ToTimeSpan())
        {
            findings.Add("max_interval", "must not be shorter than base_interval");
        }
    }

    private static void Bodies(VirtualHost host, string path, uint longest, Findings findings)
    {
        for (var i = 0; i < host.Routes.Count; i++)
        {
            var body = host.Routes[i].DirectResponse?.Body;
            var length = body is null ? 0 : Math.Max(Encoding.UTF8.GetByteCount(body.InlineString), body.InlineBytes.Length);
            if (length > longest) findings.Add($"{path}.routes[{i}].direct_response.body", $"must be at most {longest} bytes, is {length}");
        }
    }
}
