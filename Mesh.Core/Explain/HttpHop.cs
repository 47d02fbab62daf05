using System.Globalization;
using System.Net;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Mesh.Core.Explain.Filters;
using Mesh.Core.Explain.Matching;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Explain.Routes;

namespace Mesh.Core.Explain;

/// <summary>What an HTTP connection manager does with a request.</summary>
internal sealed class HttpHop(EnvoyResources resources, HttpConnectionManager manager, Connection connection, MeshRequest request)
{
    private readonly RequestHeaders _headers = new(request, AuthorityOf(request, manager, connection), Paths.Normalize(request.Path, manager));

    public Choice? Configuration { get; private set; }

    public RouteChoice? Routes { get; private set; }

    public IReadOnlyList<FilterStep> Filters { get; private set; } = [];

    public IReadOnlyList<Fact> Policies { get; private set; } = [];

    /// <summary>Cluster and share of the requests, with what holds for this cluster alone.</summary>
    public IReadOnlyList<(string Cluster, double Share, IReadOnlyList<Fact> Facts)> Clusters { get; private set; } = [];

    public string Outcome { get; private set; } = "";

    public int? Status { get; private set; }

    /// <summary>The path as routes and policies see it.</summary>
    public string Path => _headers.Path;

    public void Walk()
    {
        var configuration = FindRoutes();
        var metadata = manager.HttpFilters.Select(x => HttpFilterWalk.ConfigOf(x, resources)).Where(x => x?.Is(JwtAuthentication.Descriptor) == true)
            .Select(x => new JwtEvaluation(x!.Unpack<JwtAuthentication>(), _headers).Metadata).FirstOrDefault(RequestMetadata.None);
        if (configuration is not null) Routes = RouteChoice.Of(configuration, _headers, metadata, connection.Tls);

        var walk = new HttpFilterWalk(resources, new(configuration, Routes?.Host, Routes?.Route), new(connection, _headers, metadata, RemoteOf()));
        Filters = walk.Walk(manager.HttpFilters);
        if (Routes is { Route: { } route, Host: { } host })
        {
            Policies = [.. RoutePolicies.Of(configuration!, host, route)];
            if (Filters.All(x => x.Effect != FilterEffect.Denies)) Act(host, route);
        }
        if (Filters.FirstOrDefault(x => x.Effect == FilterEffect.Denies) is { } denial) Answer(walk.Status ?? 403, $"{walk.Status ?? 403}: {denial.Filter} answers it");
        else if (configuration is null) Answer(404, $"404: the route configuration {Configuration?.Name} has not been sent");
        else if (Routes!.Host is null) Answer(404, $"404: no virtual host is for {_headers.Authority}");
        else if (Routes.Route is null) Answer(404, $"404: no route of virtual host {Routes.Host.Name} matches");
    }

    private RouteConfiguration? FindRoutes()
    {
        if (manager.RouteConfig is { } inline)
        {
            Configuration = new(inline.Name, "it stands in the listener itself", [], []);
            return inline;
        }
        if (manager.Rds is not { } rds) return null;
        var found = resources.Route(rds.RouteConfigName);
        Configuration = new(rds.RouteConfigName, found is null ? "the filter chain names it, and it has not been sent" : "the filter chain names it", Names.Of(resources.OriginsOf(Xds.XdsType.Route, rds.RouteConfigName)), []);
        return found;
    }

    private void Act(VirtualHost host, Route route)
    {
        if (host.RequireTls == VirtualHost.Types.TlsRequirementType.All && connection.Tls is null)
        {
            Answer(301, $"301 to https://{DomainChoice.WithoutPort(_headers.Authority)}{_headers.Path}: the virtual host takes TLS only");
            return;
        }
        switch (route.ActionCase)
        {
            case Route.ActionOneofCase.Redirect:
                var status = Redirects.Status(route.Redirect);
                Answer(status, $"{status} to {Redirects.Location(route.Redirect, route.Match, _headers)}");
                break;
            case Route.ActionOneofCase.DirectResponse:
                Answer((int)route.DirectResponse.Status, $"{route.DirectResponse.Status}: the route answers by itself");
                break;
            case Route.ActionOneofCase.Route_:
                Clusters = [.. ClustersOf(route.Route_)];
                break;
            default:
                Answer(404, "404: the route leads nowhere");
                break;
        }
    }

    private IEnumerable<(string, double, IReadOnlyList<Fact>)> ClustersOf(RouteAction action)
    {
        switch (action.ClusterSpecifierCase)
        {
            case RouteAction.ClusterSpecifierOneofCase.WeightedClusters:
                double total = action.WeightedClusters.Clusters.Sum(x => (long)(x.Weight ?? 0));
                foreach (var cluster in action.WeightedClusters.Clusters)
                {
                    var facts = RoutePolicies.Headers("request", cluster.RequestHeadersToAdd, cluster.RequestHeadersToRemove)
                        .Concat(RoutePolicies.Headers("response", cluster.ResponseHeadersToAdd, cluster.ResponseHeadersToRemove)).ToList();
                    if (cluster.HostRewriteLiteral.Length > 0) facts.Add(new("rewrite", $"the host becomes {cluster.HostRewriteLiteral}"));
                    yield return (cluster.Name, total == 0 ? 0 : Math.Round((cluster.Weight ?? 0) * 100 / total, 4), facts);
                }
                break;
            case RouteAction.ClusterSpecifierOneofCase.ClusterHeader:
                yield return (_headers.Find(action.ClusterHeader) ?? $"(the value of header {action.ClusterHeader})", 100, []);
                break;
            default:
                yield return (action.Cluster, 100, []);
                break;
        }
    }

    private void Answer(int status, string outcome) => (Status, Outcome) = (status, outcome);

    private static string AuthorityOf(MeshRequest request, HttpConnectionManager manager, Connection connection)
    {
        var authority = request.Authority;
        var bare = DomainChoice.WithoutPort(authority);
        if (manager.StripAnyHostPort) authority = bare;
        else if (manager.StripMatchingHostPort && authority == string.Create(CultureInfo.InvariantCulture, $"{bare}:{connection.Port}")) authority = bare;
        return manager.StripTrailingHostDot && authority.EndsWith('.') ? authority[..^1] : authority;
    }

    /// <summary>The client's address as policies see it: of x-forwarded-for where the manager trusts it.</summary>
    private IPAddress? RemoteOf()
    {
        var trusted = (int)manager.XffNumTrustedHops;
        var forwarded = (_headers.Find("x-forwarded-for") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var hop = manager.UseRemoteAddress == true ? trusted : trusted + 1;
        if (hop == 0 || forwarded.Length < hop) return connection.Source;
        return IPAddress.TryParse(forwarded[^hop], out var address) ? address : connection.Source;
    }
}
