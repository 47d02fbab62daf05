using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Metadata = Envoy.Config.Core.V3.Metadata;

namespace Mesh.Core.Translation.Routes;

/// <summary>VirtualService.http → envoy.config.route.v3.Route, in the order in which it is written, up to the first that takes everything.</summary>
internal static class HttpRoutes
{
    private static readonly Duration NoTimeout = new();

    /// <summary>The matches that hold for a client on a port of a gateway; null when none of them asks about it, so that all hold.</summary>
    public static ValueList<SelectedRoute>? Select(VirtualService spec, int port, string gateway, ValueMap<string> labels, string @namespace) =>
        AsksAboutClient(spec) ? Select(spec, x => SourceMatches.Applies(x, port, gateway, labels, @namespace)) : null;

    private static ValueList<SelectedRoute> Select(VirtualService spec, Func<HttpMatchRequest, bool> applies)
    {
        var selected = new List<SelectedRoute>();
        for (var http = 0; http < spec.Http?.Count; http++)
        {
            if (spec.Http[http].Match is not { Count: > 0 } matches)
            {
                selected.Add(new(http, -1));
                break;
            }
            for (var match = 0; match < matches.Count; match++)
            {
                if (applies(matches[match])) selected.Add(new(http, match));
            }
        }
        return selected.ToValueList();
    }

    private static bool AsksAboutClient(VirtualService spec)
    {
        for (var http = 0; http < spec.Http?.Count; http++)
        {
            var matches = spec.Http[http].Match;
            for (var match = 0; match < matches?.Count; match++)
            {
                if (SourceMatches.AsksAboutClient(matches[match])) return true;
            }
        }
        return false;
    }

    /// <param name="origins">The VirtualService and its delegates.</param>
    public static BuiltRoutes Build(HttpRoutesInput input, IReadOnlyList<ConfigKey> origins)
    {
        var routes = new List<Route>();
        var metadata = MetadataOf(input.Config);
        var resolved = Destinations.Resolve(input.Config.Spec, input.Views, input.Port);
        foreach (var (place, matchPlace) in input.Selected ?? Select(input.Config.Spec, static _ => true))
        {
            var http = input.Config.Spec.Http![place];
            var match = matchPlace < 0 ? null : http.Match![matchPlace];
            if (Translate(http, match, resolved[place], input) is not { } route) continue;
            route.Metadata = metadata;
            routes.Add(route);
            if (Matches.IsCatchAll(match)) break;
        }
        var rules = (input.Views ?? []).SelectMany(x => x.Rules);
        return new(routes, [.. origins, .. rules.Distinct()]);
    }

    /// <returns>null when nothing could be done with a request that it matches.</returns>
    private static Route? Translate(HttpRoute http, HttpMatchRequest? match, ResolvedRoute resolved, HttpRoutesInput input)
    {
        var route = new Route { Name = NameOf(http, match), Match = Matches.Translate(match), StatPrefix = match?.StatPrefix ?? "" };
        HeaderMutations.Apply(http.Headers, route.RequestHeadersToAdd, route.RequestHeadersToRemove, route.ResponseHeadersToAdd, route.ResponseHeadersToRemove);
        if (http.Redirect is not null)
        {
            if (Redirects.Translate(http.Redirect, input.Port, input.Tls) is not { } redirect) return null;
            route.Redirect = redirect;
        }
        else if (http.DirectResponse is not null)
        {
            route.DirectResponse = DirectResponses.Translate(http.DirectResponse);
        }
        else
        {
            if (resolved.Destinations.Count == 0) return null;
            route.Route_ = Forward(http, resolved, route, input);
        }
        route.Decorator = Decorators.Of(route, input.Config.Name, input.Port);
        if (http.Fault is not null && Faults.Translate(http.Fault) is { } fault) route.TypedPerFilterConfig[Faults.Filter] = Any.Pack(fault);
        if (http.CorsPolicy is not null) route.TypedPerFilterConfig[Cors.Filter] = Any.Pack(Cors.Translate(http.CorsPolicy));
        return route;
    }

    private static RouteAction Forward(HttpRoute http, ResolvedRoute resolved, Route route, HttpRoutesInput input)
    {
        var hashed = resolved.Destinations is [{ View.Hash: not null }];
        var action = new RouteAction { RetryPolicy = Retries.Outbound(http.Retries ?? input.DefaultRetry, hashed) };
        ApplyTimeout(action, http.Timeout);
        Rewrites.Apply(action, http.Rewrite);
        action.RequestMirrorPolicies.AddRange(Mirrors.Translate(http, resolved.Mirror, resolved.Mirrors));
        var authority = http.Rewrite?.Authority is { Length: > 0 } rewritten ? rewritten : HeaderMutations.Authority(http.Headers);
        if (resolved.Destinations.Count == 1)
        {
            action.Cluster = resolved.Destinations[0].Cluster;
            authority ??= HeaderMutations.Authority(http.Route![0].Headers);
            HeaderMutations.Apply(http.Route![0].Headers, route.RequestHeadersToAdd, route.RequestHeadersToRemove, route.ResponseHeadersToAdd, route.ResponseHeadersToRemove);
            AddHash(action, resolved.Destinations[0]);
        }
        else
        {
            action.WeightedClusters = Weigh(http.Route!, resolved.Destinations, action);
        }
        if (authority is null) return action;
        action.HostRewriteLiteral = authority;
        action.AppendXForwardedHost = input.ForwardedHost;
        return action;
    }

    /// <summary>Destinations of weight 0 are left out; what stays is a weighted cluster even when it is one.</summary>
    private static WeightedCluster Weigh(ValueList<HttpRouteDestination> written, IReadOnlyList<ResolvedDestination> resolved, RouteAction action)
    {
        var clusters = new WeightedCluster();
        for (var place = 0; place < written.Count; place++)
        {
            if (written[place].Weight is not (> 0 and var weight)) continue;
            var cluster = new WeightedCluster.Types.ClusterWeight { Name = resolved[place].Cluster, Weight = (uint)weight };
            var headers = written[place].Headers;
            HeaderMutations.Apply(headers, cluster.RequestHeadersToAdd, cluster.RequestHeadersToRemove, cluster.ResponseHeadersToAdd, cluster.ResponseHeadersToRemove);
            if (HeaderMutations.Authority(headers) is { } authority) cluster.HostRewriteLiteral = authority;
            clusters.Clusters.Add(cluster);
            AddHash(action, resolved[place]);
        }
        return clusters;
    }

    private static void AddHash(RouteAction action, ResolvedDestination destination)
    {
        if (destination.View.Hash is not null && HashPolicies.Translate(destination.View.Hash) is { } policy) action.HashPolicy.Add(policy);
    }

    /// <summary>timeout → timeout, and the bound on what a gRPC client may ask for; unset: no limit at all.</summary>
    public static void ApplyTimeout(RouteAction action, TimeSpan? timeout)
    {
        action.Timeout = timeout is { } limit ? Duration.FromTimeSpan(limit) : NoTimeout;
#pragma warning disable CS0612 // The field that replaces it would also end streams that are no gRPC.
        action.MaxGrpcTimeout = action.Timeout;
#pragma warning restore CS0612
    }

    private static string NameOf(HttpRoute http, HttpMatchRequest? match) =>
        match?.Name is { Length: > 0 } name ? $"{http.Name}.{name}" : http.Name ?? "";

    /// <summary>filter_metadata.istio.config: the path of the object in the Kubernetes API.</summary>
    private static Metadata MetadataOf(ConfigObject<VirtualService> config)
    {
        var path = $"/apis/networking.istio.io/v1/namespaces/{config.Namespace}/virtual-service/{config.Name}";
        var metadata = new Metadata();
        metadata.FilterMetadata["istio"] = new Struct { Fields = { ["config"] = Value.ForString(path) } };
        return metadata;
    }
}
