using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Routes;

/// <summary>The virtual hosts of an outbound route configuration, each made once from what it depends on.</summary>
internal static class VirtualHosts
{
    private const string DefaultRoute = "default";

    /// <param name="DomainPort">0: domains without ports.</param>
    private sealed record ServiceKey(ServiceNames Names, int Port, int DomainPort, BuiltRoutes Routes, bool AttemptCount);

    private sealed record UnknownKey(string Host, int Port, BuiltRoutes Routes, bool AttemptCount);

    private sealed record NarrowedKey(BuiltHost Host, ValueList<string> Domains);

    /// <summary>A service with the routes of a VirtualService.</summary>
    /// <param name="domainPort">0: domains without ports.</param>
    public static BuiltHost OfService(TranslationMemo memo, ServiceNames names, int port, int domainPort, BuiltRoutes routes, bool attemptCount) =>
        memo.GetOrAdd(new ServiceKey(names, port, domainPort, routes, attemptCount), static key => new BuiltHost(
            New(Domains.WithPort(key.Names.Host, key.Port), Domains.Of(key.Names, key.DomainPort), key.Routes.Routes, key.AttemptCount),
            [key.Names.Service.Origin, .. key.Routes.Origins]));

    /// <summary>A service without VirtualService: one route, named <c>default</c>.</summary>
    public static BuiltHost OfService(TranslationMemo memo, ServiceNames names, int port, int domainPort, DefaultRouteInput route, bool attemptCount) =>
        OfService(memo, names, port, domainPort, memo.GetOrAdd(route, static x => new BuiltRoutes([DefaultRouteOf(x)], x.Rules)), attemptCount);

    /// <summary>A host of a VirtualService that no registry knows.</summary>
    public static BuiltHost OfUnknown(TranslationMemo memo, string hostname, int port, BuiltRoutes routes, bool attemptCount) =>
        memo.GetOrAdd(new UnknownKey(hostname, port, routes, attemptCount), static key => new BuiltHost(
            New(Domains.WithPort(key.Host, key.Port), [Domains.Literal(key.Host)], key.Routes.Routes, key.AttemptCount), key.Routes.Origins));

    /// <summary>The same host with these domains only.</summary>
    public static BuiltHost WithDomains(TranslationMemo memo, BuiltHost host, ValueList<string> domains) =>
        memo.GetOrAdd(new NarrowedKey(host, domains), static key =>
        {
            var narrowed = key.Host.Message.Clone();
            narrowed.Domains.Clear();
            narrowed.Domains.AddRange(key.Domains);
            return new BuiltHost(narrowed, key.Host.Origins);
        });

    public static VirtualHost New(string name, IEnumerable<string> domains, IEnumerable<Route> routes, bool attemptCount)
    {
        var host = new VirtualHost { Name = name, IncludeRequestAttemptCount = attemptCount };
        host.Domains.AddRange(domains);
        host.Routes.AddRange(routes);
        return host;
    }

    private static Route DefaultRouteOf(DefaultRouteInput input)
    {
        // Only a VirtualService's route gives up the predicate for a hash.
        var action = new RouteAction { Cluster = XdsName.Outbound(input.Port, "", input.Host), RetryPolicy = Retries.Outbound(input.Retry, hashed: false) };
        HttpRoutes.ApplyTimeout(action, null);
        if (input.Hash is not null && HashPolicies.Translate(input.Hash) is { } hash) action.HashPolicy.Add(hash);
        var route = new Route { Name = DefaultRoute, Match = Matches.Translate(null), Route_ = action };
        route.Decorator = Decorators.Of(route, "", input.Port);
        return route;
    }
}

/// <summary>Exactly what the route of a service without VirtualService depends on.</summary>
internal sealed record DefaultRouteInput(string Host, int Port, ConsistentHashLb? Hash, ValueList<ConfigKey> Rules, HttpRetry? Retry);
