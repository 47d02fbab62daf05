using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Translation.Routes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Proxyless;

/// <summary>
/// The route configuration of a service's port, as a sidecar would have it → the same in the words that gRPC understands. Routes that it could not follow
/// (redirects, direct responses, query parameters) are left out, since it would refuse the whole.
/// </summary>
internal static class ProxylessRoutes
{
    private const string Fault = "envoy.filters.http.fault";

    /// <param name="name"><c>outbound|7070||greeter.default.svc.cluster.local</c></param>
    /// <returns>null when no service has that port.</returns>
    public static Translated? Translate(ProxyContext context, string name) => OutboundRoutes.Translate(context, name) is { } sidecar
        ? context.Memo.GetOrAdd(new Key(sidecar), static key => new Translated(XdsType.Route, key.Sidecar.Name, Reduce((RouteConfiguration)key.Sidecar.Message), [.. key.Sidecar.Origins]))
        : null;

    private static RouteConfiguration Reduce(RouteConfiguration configuration) => new() { Name = configuration.Name, VirtualHosts = { configuration.VirtualHosts.Select(Reduce) } };

    private static VirtualHost Reduce(VirtualHost host) => new() { Name = host.Name, Domains = { host.Domains }, Routes = { host.Routes.Where(CanFollow).Select(Reduce) } };

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
    private sealed record Key(Translated Sidecar);
}
