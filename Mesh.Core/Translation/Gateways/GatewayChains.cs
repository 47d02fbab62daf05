using System.Globalization;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Model.Gateways;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Gateways;

/// <summary>The filter chains of the servers that share a port.</summary>
internal static class GatewayChains
{
    /// <param name="taken">SNI names that chains of this port and address match already; added to.</param>
    public static IEnumerable<GatewayChain> Of(ProxyContext context, GatewayPort port, string address, HashSet<string> taken)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"outbound_{address}_{port.Number}");
        // Plain HTTP cannot be told apart before its routes, so all servers of the port share one chain.
        if (port.Protocol.IsHttp()) return [new(new(ChainMatch.All, new HttpPlan(prefix, port.RouteName) { Protocol = port.Protocol, Port = port.Number }))];
        return port.Servers.SelectMany(x => OfServer(context, x, prefix, taken));
    }

    private static IEnumerable<GatewayChain> OfServer(ProxyContext context, GatewayServer server, string prefix, HashSet<string> taken)
    {
        if (server.TerminatesHttps)
        {
            var http = new HttpPlan(prefix, server.RouteName) { Protocol = server.Protocol, TerminatesTls = true, Port = server.TargetPort };
            return [new(new(SniOf(server), http), GatewayTlsPlan.Of(context, server))];
        }
        if (server.IsPassthrough) return server.Server.Tls!.Mode == ServerTlsSettingsTlsMode.AutoPassthrough ? AutoPassthrough(context, server) : Passthrough(context, server, taken);
        return TcpRoute(context, server) is { } plan
            ? [new(new(server.IsTls ? SniOf(server) : ChainMatch.All, plan), server.IsTls ? GatewayTlsPlan.Of(context, server) : null)]
            : [];
    }

    /// <summary>A server for every host needs no SNI.</summary>
    private static ChainMatch SniOf(GatewayServer server)
    {
        ValueList<string> names = [.. server.PlainHosts.Distinct().Order(StringComparer.Ordinal)];
        return names.Contains("*") ? ChainMatch.All : new() { ServerNames = names };
    }

    /// <summary>tcp routes of the VirtualServices of this gateway: the first that applies. Their destinationSubnets mean nothing at a gateway.</summary>
    private static TcpPlan? TcpRoute(ProxyContext context, GatewayServer server)
    {
        foreach (var config in VirtualServicesOf(context, server))
        {
            foreach (var tcp in config.Spec.Tcp ?? [])
            {
                if (tcp.Match is not { Count: > 0 } || tcp.Match.Any(x => RouteMatches.Applies(x, context.Proxy, server.GatewayName, server.Number)))
                {
                    return TcpTargets.OfRoutes(context, tcp.Route ?? [], server.Number, server.Protocol, config);
                }
            }
        }
        return null;
    }

    /// <summary>tls routes: a chain for each match, by SNI. A match with a name that the port serves already is left out as a whole.</summary>
    private static IEnumerable<GatewayChain> Passthrough(ProxyContext context, GatewayServer server, HashSet<string> taken)
    {
        foreach (var config in VirtualServicesOf(context, server))
        {
            foreach (var tls in config.Spec.Tls ?? [])
            {
                foreach (var match in tls.Match ?? [])
                {
                    if (!RouteMatches.Applies(match, context.Proxy, server.GatewayName, server.Number)) continue;
                    var names = match.SniHosts ?? [];
                    if (names.Any(taken.Contains)) continue;
                    taken.UnionWith(names);
                    var chain = names.Contains("*") ? ChainMatch.All : new ChainMatch { ServerNames = names };
                    yield return new(new(chain, TcpTargets.OfRoutes(context, tls.Route ?? [], server.Number, server.Protocol, config)));
                }
            }
        }
    }

    /// <summary>AUTO_PASSTHROUGH: every service of the server's hosts by the SNI that sidecars send, without VirtualServices.</summary>
    private static IEnumerable<GatewayChain> AutoPassthrough(ProxyContext context, GatewayServer server)
    {
        foreach (var service in context.Scope.Services)
        {
            if (service.MeshExternal || !server.Admits(service.Host, service.Namespace)) continue;
            foreach (var port in service.Ports)
            {
                if (port.Protocol == Protocol.Udp) continue;
                var subsets = context.Scope.OutboundRule(service.Host, context.Proxy.Labels)?.Rule.Subsets ?? [];
                foreach (var subset in subsets.Select(x => x.Name ?? "").Prepend(""))
                {
                    var cluster = XdsName.OutboundSni(port.Number, subset, service.Host);
                    var match = new ChainMatch { ServerNames = [cluster], ApplicationProtocols = Alpn.AllMutual };
                    yield return new(new(match, new TcpPlan(cluster, [new(cluster, 0)])));
                }
            }
        }
    }

    private static IEnumerable<ConfigObject<VirtualService>> VirtualServicesOf(ProxyContext context, GatewayServer server) =>
        context.Model.VirtualServices.For(context.Proxy.Namespace, server.GatewayName)
            .Where(x => (x.Spec.Hosts ?? []).Any(host => server.Admits(host, x.Namespace)));
}
