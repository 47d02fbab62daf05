using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>
/// The TCP chains of a service's port: its VirtualServices' tls (on TLS ports) or tcp routes (on others), and the way to the service itself where
/// they leave room for it.
/// </summary>
internal sealed class TcpChains(ProxyContext context, IReadOnlyList<ConfigObject<VirtualService>> virtualServices)
{
    /// <summary>Only these can matter here, and they are few.</summary>
    private readonly IReadOnlyList<ConfigObject<VirtualService>> _candidates =
        [.. virtualServices.Where(x => x.Spec.Tls is { Count: > 0 } || x.Spec.Tcp is { Count: > 0 })];

    /// <param name="bound">The primary address that the listener binds.</param>
    /// <param name="cidr">The service's range of addresses; empty for none.</param>
    public IEnumerable<ChainPlan> Of(OutboundPort port, string bound, string cidr)
    {
        var configs = _candidates.Count == 0 ? _candidates : [.. _candidates.Where(x => (x.Spec.Hosts ?? []).Any(host => Hostnames.Matches(host, port.Service.Host)))];
        return port.Protocol.IsTls() ? Tls(port, bound, cidr, configs) : Tcp(port, cidr, configs);
    }

    private IReadOnlyList<ChainPlan> Tls(OutboundPort port, string bound, string cidr, IReadOnlyList<ConfigObject<VirtualService>> configs)
    {
        var chains = new List<ChainPlan>();
        // Several matches may ask for the same names of different clients: of those that apply to this proxy the first counts.
        var seen = new HashSet<string>();
        foreach (var config in configs)
        {
            foreach (var tls in config.Spec.Tls ?? [])
            {
                foreach (var match in tls.Match ?? [])
                {
                    if (!RouteMatches.Applies(match, context.Proxy, VirtualServiceIndex.MeshGateway, port.Number)) continue;
                    if (!seen.Add($"{string.Join(',', match.SniHosts ?? [])}|{string.Join(',', match.DestinationSubnets ?? [])}")) continue;
                    var destinations = match.DestinationSubnets is { Count: > 0 } subnets && port.Number > 0 ? subnets : Single(cidr);
                    var chain = new ChainMatch { ServerNames = match.SniHosts ?? [], Destinations = destinations };
                    chains.Add(new(chain, TcpTargets.OfRoutes(context, tls.Route ?? [], port.Number, port.Protocol, config), config.Key));
                }
            }
        }
        if (chains.Count > 0) return chains;
        var needsName = cidr.Length > 0 || (ServiceAddresses.Of(port.Service, context.Proxy) is not { } address || address.Contains('/')) && bound == Wildcards.Of(context.Proxy)[0];
        return [new(new() { ServerNames = needsName ? [port.Service.Host] : [], Destinations = Single(cidr) }, TcpTargets.OfService(context, port))];
    }

    private IReadOnlyList<ChainPlan> Tcp(OutboundPort port, string cidr, IReadOnlyList<ConfigObject<VirtualService>> configs)
    {
        var chains = new List<ChainPlan>();
        foreach (var config in configs)
        {
            foreach (var tcp in config.Spec.Tcp ?? [])
            {
                var applying = (tcp.Match ?? []).Where(x => RouteMatches.Applies(x, context.Proxy, VirtualServiceIndex.MeshGateway, port.Number)).ToList();
                // A match without destinations takes all that is left, and ends the search.
                if (tcp.Match is not { Count: > 0 } || applying.Any(x => x.DestinationSubnets is not { Count: > 0 } || port.Number == 0))
                {
                    chains.Add(new(new() { Destinations = Single(cidr) }, TcpTargets.OfRoutes(context, tcp.Route ?? [], port.Number, port.Protocol, config), config.Key));
                    return chains;
                }
                ValueList<string> subnets = [.. applying.SelectMany(x => x.DestinationSubnets!)];
                if (subnets.Count > 0) chains.Add(new(new() { Destinations = subnets }, TcpTargets.OfRoutes(context, tcp.Route ?? [], port.Number, port.Protocol, config)));
            }
        }
        var rest = new ChainMatch { Destinations = Single(cidr) };
        // Envoy refuses two chains with the same match.
        if (chains.All(x => x.Match != rest)) chains.Add(new(rest, TcpTargets.OfService(context, port)));
        return chains;
    }

    private static ValueList<string> Single(string cidr) => cidr.Length > 0 ? [cidr] : [];
}
