using Envoy.Config.Route.V3;

namespace Mesh.Core.Explain.Routes;

/// <summary>
/// The virtual host of a request by its host: an exact domain, then the longest <c>*.suffix</c>, then the longest <c>prefix.*</c>, then <c>*</c>.
/// </summary>
internal static class DomainChoice
{
    public static (VirtualHost? Host, string Domain) Of(RouteConfiguration routes, string authority)
    {
        // Of a route configuration with one virtual host for everything Envoy does not even read the host.
        var host = (routes.IgnorePortInHostMatching ? WithoutPort(authority) : authority).ToLowerInvariant();
        var best = ((VirtualHost? Host, string Domain, int Class, int Length))(null, "", 0, 0);
        foreach (var candidate in routes.VirtualHosts)
        {
            foreach (var domain in candidate.Domains)
            {
                var (group, length) = Rank(domain.ToLowerInvariant(), host);
                if (group > best.Class || (group == best.Class && group > 0 && length > best.Length)) best = (candidate, domain, group, length);
            }
        }
        return (best.Host, best.Domain);
    }

    public static string WithoutPort(string authority)
    {
        var colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf(']') && colon >= 0 && authority[(colon + 1)..].All(char.IsAsciiDigit) ? authority[..colon] : authority;
    }

    private static (int Class, int Length) Rank(string domain, string host)
    {
        if (domain == "*") return (1, 0);
        if (domain == host) return (4, domain.Length);
        if (domain.StartsWith('*') && host.Length > domain.Length - 1 && host.EndsWith(domain[1..], StringComparison.Ordinal)) return (3, domain.Length);
        if (domain.EndsWith('*') && host.Length > domain.Length - 1 && host.StartsWith(domain[..^1], StringComparison.Ordinal)) return (2, domain.Length);
        return (0, 0);
    }
}
