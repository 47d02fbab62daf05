using System.Globalization;
using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Mesh.Core.Explain.Report;
using RetryPolicy = Envoy.Config.Route.V3.RetryPolicy;

namespace Mesh.Core.Explain.Routes;

/// <summary>What a route does to requests besides choosing a cluster, in words. What stands on the virtual host and the route configuration counts too.</summary>
internal static class RoutePolicies
{
    public static IEnumerable<Fact> Of(RouteConfiguration configuration, VirtualHost host, Route route)
    {
        if (route.Route_ is { } action)
        {
            foreach (var fact in Action(action, host)) yield return fact;
        }
        foreach (var fact in Headers("request", [.. route.RequestHeadersToAdd, .. host.RequestHeadersToAdd, .. configuration.RequestHeadersToAdd], [.. route.RequestHeadersToRemove, .. host.RequestHeadersToRemove, .. configuration.RequestHeadersToRemove])) yield return fact;
        foreach (var fact in Headers("response", [.. route.ResponseHeadersToAdd, .. host.ResponseHeadersToAdd, .. configuration.ResponseHeadersToAdd], [.. route.ResponseHeadersToRemove, .. host.ResponseHeadersToRemove, .. configuration.ResponseHeadersToRemove])) yield return fact;
    }

    public static IEnumerable<Fact> Headers(string of, IReadOnlyList<HeaderValueOption> added, IReadOnlyList<string> removed)
    {
        foreach (var header in added)
        {
            var verb = header.AppendAction switch
            {
                HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd or HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExists => "set",
                _ => "add",
            };
            yield return new($"{of} headers", $"{verb} {header.Header.Key}: {header.Header.Value}");
        }
        if (removed.Count > 0) yield return new($"{of} headers", $"remove {string.Join(", ", removed)}");
    }

    private static IEnumerable<Fact> Action(RouteAction action, VirtualHost host)
    {
        yield return new("timeout", action.Timeout is null ? "15s" : action.Timeout.Seconds == 0 && action.Timeout.Nanos == 0 ? "none" : Words.Time(action.Timeout));
        if (action.IdleTimeout is { } idle) yield return new("idle timeout", Words.Time(idle));
        if ((action.RetryPolicy ?? host.RetryPolicy) is { } retries) yield return new("retries", Retries(retries));
        foreach (var mirror in action.RequestMirrorPolicies.Concat(host.RequestMirrorPolicies))
        {
            var share = mirror.RuntimeFraction?.DefaultValue is { } fraction ? Words.Share(fraction) : 100;
            yield return new("mirror", $"{Words.Percent(share)} of the requests to {mirror.Cluster}, whose answers are thrown away");
        }
        if (Rewrite(action) is { Length: > 0 } rewrite) yield return new("rewrite", rewrite);
        foreach (var policy in action.HashPolicy) yield return new("hash", Hash(policy));
    }

    private static string Retries(RetryPolicy policy)
    {
        var parts = new List<string> { $"{policy.NumRetries ?? 1} on {policy.RetryOn}" };
        if (policy.RetriableStatusCodes.Count > 0) parts.Add($"and status {string.Join(", ", policy.RetriableStatusCodes)}");
        if (policy.PerTryTimeout is { } timeout) parts.Add($"each within {Words.Time(timeout)}");
        if (policy.RetryBackOff is { } backOff) parts.Add($"waiting {Words.Time(backOff.BaseInterval)} and longer");
        return string.Join(", ", parts);
    }

    private static string Rewrite(RouteAction action)
    {
        var parts = new List<string>();
        if (action.PrefixRewrite.Length > 0) parts.Add($"the matched prefix becomes {action.PrefixRewrite}");
        if (action.RegexRewrite is { } regex) parts.Add($"/{regex.Pattern.Regex}/ in the path becomes {regex.Substitution}");
        if (action.HostRewriteLiteral.Length > 0) parts.Add($"the host becomes {action.HostRewriteLiteral}");
        if (action.AutoHostRewrite == true) parts.Add("the host becomes that of the endpoint");
        if (action.HostRewriteHeader.Length > 0) parts.Add($"the host becomes the value of header {action.HostRewriteHeader}");
        return string.Join(", ", parts);
    }

    private static string Hash(RouteAction.Types.HashPolicy policy) => policy.PolicySpecifierCase switch
    {
        RouteAction.Types.HashPolicy.PolicySpecifierOneofCase.Header => $"header {policy.Header.HeaderName}",
        RouteAction.Types.HashPolicy.PolicySpecifierOneofCase.Cookie => $"cookie {policy.Cookie.Name}",
        RouteAction.Types.HashPolicy.PolicySpecifierOneofCase.ConnectionProperties => "the client's address",
        RouteAction.Types.HashPolicy.PolicySpecifierOneofCase.QueryParameter => $"query {policy.QueryParameter.Name}",
        var other => string.Create(CultureInfo.InvariantCulture, $"{other}"),
    };
}
