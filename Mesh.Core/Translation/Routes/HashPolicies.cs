using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Routes;

/// <summary>consistentHash of a DestinationRule → hash_policy of the routes that lead there.</summary>
internal static class HashPolicies
{
    /// <summary>The most exact setting that names a hash: port of the subset, subset, port, host. A plain load balancer in between does not undo it.</summary>
    /// <param name="port">0 when the destination names none: then no port's setting counts.</param>
    public static ConsistentHashLb? Of(DestinationRule? rule, string? subset, int port)
    {
        if (rule is null) return null;
        var policy = subset is { Length: > 0 } ? rule.Subsets?.FirstOrDefault(x => x.Name == subset)?.TrafficPolicy : null;
        return OfPort(policy, port) ?? policy?.LoadBalancer?.ConsistentHash ?? OfPort(rule.TrafficPolicy, port) ?? rule.TrafficPolicy?.LoadBalancer?.ConsistentHash;
    }

    public static RouteAction.Types.HashPolicy? Translate(ConsistentHashLb hash) => hash switch
    {
        { HttpHeaderName: { } header } => new() { Header = new() { HeaderName = header } },
        { HttpCookie: { } cookie } => new() { Cookie = Cookie(cookie) },
        { UseSourceIp: { } sourceIp } => new() { ConnectionProperties = new() { SourceIp = sourceIp } },
        { HttpQueryParameterName: { } parameter } => new() { QueryParameter = new() { Name = parameter } },
        _ => null,
    };

    private static ConsistentHashLb? OfPort(TrafficPolicy? policy, int port) =>
        port == 0 ? null : policy?.PortLevelSettings?.FirstOrDefault(x => x.Port?.Number == port)?.LoadBalancer?.ConsistentHash;

    private static RouteAction.Types.HashPolicy.Types.Cookie Cookie(HttpCookie cookie)
    {
        var result = new RouteAction.Types.HashPolicy.Types.Cookie { Name = cookie.Name ?? "", Path = cookie.Path ?? "" };
        if (cookie.Ttl is { } ttl) result.Ttl = Duration.FromTimeSpan(ttl);
        foreach (var attribute in cookie.Attributes ?? [])
        {
            result.Attributes.Add(new RouteAction.Types.HashPolicy.Types.CookieAttribute { Name = attribute.Name ?? "", Value = attribute.Value ?? "" });
        }
        return result;
    }
}
