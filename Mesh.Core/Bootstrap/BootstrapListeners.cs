using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Core.Bootstrap;

/// <summary>Pages that an Envoy shows to other machines: each is one of its own pages, and no other can be reached through it.</summary>
internal static class BootstrapListeners
{
    public static Listener Stats(int port) => Page("stats", port, "/stats/prometheus", rewriteTo: "");

    public static Listener Status(int port) => Page("status", port, "/healthz/ready", rewriteTo: "/ready");

    private static Listener Page(string name, int port, string path, string rewriteTo) => new()
    {
        Name = name,
        Address = BootstrapClusters.Socket("0.0.0.0", port),
        FilterChains = { new FilterChain { Filters = { new Filter { Name = "envoy.filters.network.http_connection_manager", TypedConfig = Any.Pack(Http(name, path, rewriteTo)) } } } },
    };

    private static HttpConnectionManager Http(string name, string path, string rewriteTo) => new()
    {
        StatPrefix = name,
        RouteConfig = new()
        {
            Name = name,
            VirtualHosts =
            {
                new VirtualHost
                {
                    Name = name,
                    Domains = { "*" },
                    Routes =
                    {
                        new Route
                        {
                            Match = new() { Path = path },
                            Route_ = new() { Cluster = BootstrapClusters.Stats, PrefixRewrite = rewriteTo },
                        },
                    },
                },
            },
        },
        HttpFilters = { new HttpFilter { Name = "envoy.filters.http.router", TypedConfig = Any.Pack(new Router()) } },
    };
}
