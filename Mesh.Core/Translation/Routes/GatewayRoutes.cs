using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Model.Gateways;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Routes;

/// <summary>
/// The route configurations of routers: <c>http.80</c> for all plain servers of a port, <c>https.443.name.gateway.namespace</c> for each server that
/// ends TLS. Every VirtualService that is bound to a server's Gateway adds its routes to the hosts that both name, the oldest first.
/// </summary>
internal static class GatewayRoutes
{
    /// <param name="Routes">What each VirtualService adds, in order.</param>
    private sealed record HostKey(ValueList<string> Domains, int Port, ValueList<BuiltRoutes> Routes, bool RequireTls, bool AttemptCount);

    private sealed record BlackHoleKey(int Port);

    private sealed record AssemblyKey(string Name, ValueList<BuiltHost> Hosts, ValueList<ConfigKey> Gateways);

    /// <returns>null when no server of the router has that name.</returns>
    public static Translated? Translate(ProxyContext context, string name)
    {
        var servers = context.Gateways.ServersOfRoute(name);
        if (servers.Count == 0) return null;
        var viewer = RouteViewer.Of(context);
        var hosts = Collapse(Collect(context, servers), viewer.AttemptCount)
            .Select(x => context.Memo.GetOrAdd(x, BuildHost))
            .OrderBy(x => x.Message.Name, StringComparer.Ordinal)
            .ToValueList();
        if (hosts.Count == 0) hosts = [context.Memo.GetOrAdd(new BlackHoleKey(servers[0].Number), static x => BlackHole(x.Port))];
        return context.Memo.GetOrAdd(new AssemblyKey(name, hosts, servers.Select(x => x.Gateway.Key).Distinct().ToValueList()), Assemble);
    }

    /// <summary>Hosts of all servers, with the routes of all VirtualServices.</summary>
    private static Dictionary<string, HostRoutes> Collect(ProxyContext context, IReadOnlyList<GatewayServer> servers)
    {
        var hosts = new Dictionary<string, HostRoutes>();
        foreach (var server in servers)
        {
            foreach (var config in context.Model.VirtualServices.For(context.Proxy.Namespace, server.GatewayName))
            {
                var common = CommonHosts(server, config);
                if (common.Count == 0 || RoutesOf(context, server, config) is not { } routes) continue;
                foreach (var host in common) Host(hosts, host, server).Routes.Add(routes);
            }
            if (!server.RedirectsToHttps) continue;
            // The redirect needs no route, but a virtual host to stand in.
            foreach (var host in server.PlainHosts) Host(hosts, host, server);
        }
        return hosts;
    }

    private static HostRoutes Host(Dictionary<string, HostRoutes> hosts, string host, GatewayServer server)
    {
        if (!hosts.TryGetValue(host, out var found)) hosts[host] = found = new(server.Number);
        found.RequireTls |= server.RedirectsToHttps;
        return found;
    }

    /// <summary>The narrower of each pair of hosts that overlap.</summary>
    private static IReadOnlyList<string> CommonHosts(GatewayServer server, ConfigObject<VirtualService> config)
    {
        var common = new List<string>();
        foreach (var written in server.Hosts)
        {
            if (GatewayServer.NamespaceOf(written) is var ns && ns != "*" && ns != config.Namespace) continue;
            var open = GatewayServer.HostOf(written);
            foreach (var host in config.Spec.Hosts ?? [])
            {
                if (Hostnames.SubsetOf(open, host)) common.Add(open);
                else if (Hostnames.SubsetOf(host, open)) common.Add(host);
            }
        }
        return [.. common.Distinct()];
    }

    /// <returns>null when none of its matches holds at this server.</returns>
    private static BuiltRoutes? RoutesOf(ProxyContext context, GatewayServer server, ConfigObject<VirtualService> config)
    {
        var proxy = context.Proxy;
        var selected = HttpRoutes.Select(config.Spec, server.Number, server.GatewayName, proxy.Labels, proxy.Namespace);
        if (selected is { Count: 0 }) return null;
        var destinations = new Destinations(
            x => ServiceOf(context, x, config.Namespace), x => context.Scope.OutboundRule(x, proxy.Labels), context.Model.Services.Aliases);
        var input = new HttpRoutesInput(
            config, selected, destinations.ViewsOf(config.Spec), server.Number, server.GatewayName, Tls: server.Server.Tls is not null, context.Mesh.DefaultHttpRetryPolicy,
            context.ProxyConfig.ProxyHeaders?.XForwardedHost?.Enabled == true);
        var routes = context.Memo.GetOrAdd(input, x => HttpRoutes.Build(x, context.Model.VirtualServices.OriginsOf(x.Config)));
        return routes.Routes.Count > 0 ? routes : null;
    }

    /// <summary>The service that the VirtualService's own namespace means, if the router may see it; else the one that the router means.</summary>
    private static Service? ServiceOf(ProxyContext context, string host, string owner) =>
        context.Model.Services.OfHost(host).FirstOrDefault(x => x.Namespace == owner && Visibility.IsVisible(x.ExportTo, x.Namespace, context.Proxy.Namespace))
        ?? context.Scope.Service(host);

    /// <summary>Hosts with the very same routes share a virtual host, named after the most specific one.</summary>
    private static IEnumerable<HostKey> Collapse(Dictionary<string, HostRoutes> hosts, bool attemptCount) => hosts
        .OrderBy(x => x.Key, Comparer<string>.Create(Hostnames.CompareSpecificity))
        .GroupBy(x => (Routes: x.Value.Routes.ToValueList(), x.Value.RequireTls))
        .Select(x => new HostKey(x.Select(y => y.Key).ToValueList(), x.First().Value.Port, x.Key.Routes, x.Key.RequireTls, attemptCount));

    private static BuiltHost BuildHost(HostKey key)
    {
        // Routes that take everything go last, so that a younger VirtualService's narrower ones are still reached.
        var routes = key.Routes.SelectMany(x => x.Routes).OrderBy(x => Matches.IsCatchAll(x.Match));
        var host = VirtualHosts.New(Domains.WithPort(key.Domains[0], key.Port), key.Domains.Select(Domains.Literal), routes, key.AttemptCount);
        if (key.RequireTls) host.RequireTls = VirtualHost.Types.TlsRequirementType.All;
        return new(host, [.. key.Routes.SelectMany(x => x.Origins).Distinct()]);
    }

    /// <summary>Without any route at all every request gets 404.</summary>
    private static BuiltHost BlackHole(int port) => new(
        VirtualHosts.New(Domains.WithPort("blackhole", port), ["*"], [], attemptCount: false));

    private static Translated Assemble(AssemblyKey key)
    {
        var configuration = RouteConfigurations.New(key.Name, ignorePort: true);
        configuration.VirtualHosts.AddRange(key.Hosts.Select(x => x.Message));
        return new(XdsType.Route, key.Name, configuration, [.. key.Gateways, .. key.Hosts.SelectMany(x => x.Origins).Distinct()]);
    }

    /// <param name="port">Of the first server that has the host.</param>
    private sealed class HostRoutes(int port)
    {
        public int Port { get; } = port;

        public List<BuiltRoutes> Routes { get; } = [];

        public bool RequireTls { get; set; }
    }
}
