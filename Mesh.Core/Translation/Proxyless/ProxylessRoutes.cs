using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Proxyless;

/// <summary>
/// The route configuration of a service's port as a sidecar would have it → the same in the words that gRPC understands. Routes that it could not follow
/// (redirects, direct responses, query parameters) are left out, since it would refuse the whole.
/// </summary>
internal static class ProxylessRoutes
{
    private const string Fault = "envoy.filters.http.fault";

    /// <param name="sidecar">The sidecar's route configuration of the port.</param>
    /// <param name="name"><c>outbound|7070||greeter.default.svc.cluster.local</c></param>
    /// <returns>null when the sidecar has no virtual host for it.</returns>
    public static Translated? Translate(ProxyContext context, Translated sidecar, string name)
    {
        if (XdsName.ParseOutbound(name) is not { } asked) return null;
        var virtualHost = $"{asked.Host}:{asked.Port}";
        return ((RouteConfiguration)sidecar.Message).VirtualHosts.Any(x => x.Name == virtualHost)
            ? context.Memo.GetOrAdd(new Key(sidecar, name, virtualHost), static key => new Translated(XdsType.Route, key.Name, Reduce(key), [.. key.Sidecar.Origins]))
            : null;
    }

    private static RouteConfiguration Reduce(Key key)
    {
        var host = ((RouteConfiguration)key.Sidecar.Message).VirtualHosts.First(x => x.Name == key.VirtualHost);
        // Only those who dialled this service ask for it, by whichever of its names.
        var reduced = new VirtualHost { Name = host.Name, Domains = { "*" } };
        reduced.Routes.Add(host.Routes.Where(CanFollow).Select(Reduce));
        return new() { Name = key.Name, VirtualHosts = { reduced } };
    }

    private static bool CanFollow(Route route) => route.ActionCase == Route.ActionOneofCase.Route_
        && route.Route_.ClusterSpecifierCase is RouteAction.ClusterSpecifierOneofCase.Cluster or RouteAction.ClusterSpecifierOneofCase.WeightedClusters
        && route.Match.PathSpecifierCase is RouteMatch.PathSpecifierOneofCase.Prefix or RouteMatch.PathSpecifierOneofCase.Path or RouteMatch.PathSpecifierOneofCase.SafeRegex
        && route.Match.QueryParameters.Count == 0;

    private static Route Reduce(Route route)
    {
        var reduced = new Route { Name = route.Name, Match = route.Match, Route_ = Reduce(route.Route_) };
        if (route.TypedPerFilterConfig.TryGetValue(Fault, out var fault)) reduced.TypedPerFilterConfig[Fault] = fault;
        return reduced;
    }

    private static RouteAction Reduce(RouteAction action)
    {
        var reduced = new RouteAction { RetryPolicy = Reduce(action.RetryPolicy) };
        if (action.ClusterSpecifierCase == RouteAction.ClusterSpecifierOneofCase.Cluster) reduced.Cluster = action.Cluster;
        else reduced.WeightedClusters = new() { Clusters = { action.WeightedClusters.Clusters.Select(x => new WeightedCluster.Types.ClusterWeight { Name = x.Name, Weight = x.Weight }) } };
        reduced.HashPolicy.Add(action.HashPolicy.Where(x => x.PolicySpecifierCase == RouteAction.Types.HashPolicy.PolicySpecifierOneofCase.Header));
        // gRPC has its own deadlines; a route's timeout is the bound on what a caller may ask for. Zero means none.
        if (action.Timeout is { } timeout && timeout.ToTimeSpan() > TimeSpan.Zero) reduced.MaxStreamDuration = new() { MaxStreamDuration_ = timeout };
        return reduced;
    }

    /// <summary>gRPC takes no policy without retries, and no back-off without its base.</summary>
    private static RetryPolicy? Reduce(RetryPolicy? policy) => policy is null or { NumRetries: < 1 }
        ? null
        : new() { RetryOn = policy.RetryOn, NumRetries = policy.NumRetries, RetryBackOff = policy.RetryBackOff?.BaseInterval is null ? null : policy.RetryBackOff };

    /// <summary>By reference: the sidecar's configuration is itself remembered.</summary>
    private sealed record Key(Translated Sidecar, string Name, string VirtualHost);
}
