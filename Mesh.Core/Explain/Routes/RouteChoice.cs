using Envoy.Config.Route.V3;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;

namespace Mesh.Core.Explain.Routes;

/// <summary>A request's way through a route configuration: its virtual host by the host, its route by the first match.</summary>
internal sealed record RouteChoice(VirtualHost? Host, Choice? HostChoice, Route? Route, int Index, Choice? Choice, IReadOnlyList<PassedOver> PassedOver)
{
    public static RouteChoice Of(RouteConfiguration configuration, RequestHeaders headers, RequestMetadata metadata, TlsHello? tls)
    {
        var (host, domain) = DomainChoice.Of(configuration, headers.Authority);
        if (host is null) return new(null, null, null, -1, null, []);
        var hostChoice = new Choice(host.Name, domain == "*" ? "takes every host that no other names" : $"its domain {domain} is the host's", [], []);
        var passed = new List<PassedOver>();
        for (var i = 0; i < host.Routes.Count; i++)
        {
            var route = host.Routes[i];
            var reason = RouteMatching.WhyNot(route.Match ?? new(), headers, metadata, tls);
            if (reason is null)
            {
                IReadOnlyList<string> from = Names.OfMetadata(route.Metadata) is { } origin ? [origin] : [];
                return new(host, hostChoice, route, i, new(NameOf(route, i), RouteMatching.Describe(route.Match ?? new()), from, passed), passed);
            }
            passed.Add(new(NameOf(route, i), reason));
        }
        return new(host, hostChoice, null, -1, null, passed);
    }

    private static string NameOf(Route route, int index) => route.Name.Length > 0 ? route.Name : $"#{index + 1}";
}
