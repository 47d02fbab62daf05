using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Model.Gateways;

namespace Mesh.Core.Explain.Objects;

/// <summary>Objects that say something of the same thing, and which of them counts for whom.</summary>
internal static class Conflicts
{
    public static IEnumerable<string> Of(MeshModel model, ConfigObject about, IReadOnlyList<Proxy> proxies) => about switch
    {
        ConfigObject<VirtualService> x => OfVirtualService(model, x, proxies),
        ConfigObject<DestinationRule> x => OfDestinationRule(model, x, proxies),
        ConfigObject<GatewayConfig> x => OfGateway(model, x, proxies),
        ConfigObject<ServiceSpec> or ConfigObject<ServiceEntry> => OfService(model, about.Key),
        ConfigObject<PeerAuthentication> x => OfPeerAuthentication(model, x),
        ConfigObject<Sidecar> x => OfSidecar(model, x),
        _ => [],
    };

    private static IEnumerable<string> OfVirtualService(MeshModel model, ConfigObject<VirtualService> about, IReadOnlyList<Proxy> proxies)
    {
        var hosts = (about.Spec.Hosts ?? []).Select(x => Hostnames.Resolve(x, about.Namespace)).ToList();
        var found = new List<(string Text, string Namespace)>();
        foreach (var ns in proxies.Select(x => x.Namespace).Distinct().Order(StringComparer.Ordinal))
        {
            foreach (var gateway in VirtualServiceIndex.GatewaysOf(about))
            {
                foreach (var host in hosts)
                {
                    var rivals = model.VirtualServices.For(ns, gateway).Where(x => (x.Spec.Hosts ?? []).Contains(host)).ToList();
                    var own = rivals.FindIndex(x => x.Key == about.Key);
                    if (own < 0 || rivals.Count < 2) continue;
                    foreach (var rival in rivals.Where(x => x.Key != about.Key)) found.Add((Words(host, gateway, about, rival, rivals.IndexOf(rival) < own), ns));
                }
            }
        }
        return found.GroupBy(x => x.Text).Select(x => $"{x.Key} (for proxies of {Explain.Words.List(x.Select(y => y.Namespace).Distinct())})");
    }

    private static string Words(string host, string gateway, ConfigObject about, ConfigObject rival, bool loses)
    {
        var (first, second) = loses ? (rival, about) : (about, rival);
        var reason = first.Meta.Created < second.Meta.Created ? "is older" : first.Meta.Created == second.Meta.Created ? "comes first by visibility or name" : "is seen by fewer";
        return gateway == VirtualServiceIndex.MeshGateway
            ? $"host {host}: {Names.Of(first.Key)} {reason} and counts, {Names.Of(second.Key)} does not"
            : $"host {host} on gateway {gateway}: the routes of {Names.Of(first.Key)} come first, which {reason}; those of {Names.Of(second.Key)} follow";
    }

    private static IEnumerable<string> OfDestinationRule(MeshModel model, ConfigObject<DestinationRule> about, IReadOnlyList<Proxy> proxies)
    {
        var host = Hostnames.Resolve(about.Spec.Host ?? "", about.Namespace);
        var lines = new List<string>();
        foreach (var proxy in proxies)
        {
            var scope = model.ScopeOf(proxy);
            var service = scope.Services.FirstOrDefault(x => x.Host == host || (Hostnames.IsWildcard(host) && Hostnames.SubsetOf(x.Host, host)));
            if (service is null || scope.OutboundRule(service.Host, proxy.Labels) is not { } rule) continue;
            var names = Explain.Words.List(rule.From.Where(x => x.Key != about.Key).Select(x => Names.Of(x.Key)));
            if (names.Length == 0) continue;
            if (!rule.From.Contains(about)) lines.Add($"host {service.Host}: {names} counts for proxies of namespace {proxy.Namespace}");
            else lines.Add($"host {service.Host}: merged with {names}; the trafficPolicy of {Names.Of(rule.From.First(x => x.Spec.TrafficPolicy is not null || x == rule.From[^1]).Key)} counts, of subsets with one name the oldest");
        }
        return lines.Distinct();
    }

    private static IEnumerable<string> OfGateway(MeshModel model, ConfigObject<GatewayConfig> about, IReadOnlyList<Proxy> proxies) => proxies
        .Where(x => x.Type == ProxyType.Router)
        .SelectMany(x => MergedGateways.Of(x, model.Gateways, ServiceTargets.Of(x, model)).Rejections)
        .Where(x => x.StartsWith($"Gateway {about.Namespace}/{about.Name},", StringComparison.Ordinal))
        .Distinct();

    private static IEnumerable<string> OfService(MeshModel model, ConfigKey key) =>
        from host in model.Services.All.Where(x => x.Origin == key).Select(x => x.Host).Distinct()
        from other in model.Services.OfHost(host)
        where other.Origin != key
        select $"host {host} is of {Names.Of(other.Origin)} too: a Kubernetes Service comes before a ServiceEntry, and of equals the oldest";

    private static IEnumerable<string> OfPeerAuthentication(MeshModel model, ConfigObject<PeerAuthentication> about) => model.Configs
        .All<PeerAuthentication>(ConfigKind.PeerAuthentication)
        .Where(x => x.Key != about.Key && x.Namespace == about.Namespace && Equals(x.Spec.Selector?.MatchLabels, about.Spec.Selector?.MatchLabels))
        .Select(x => x.Meta.Created < about.Meta.Created ? $"{Names.Of(x.Key)} is for the same workloads and older: it counts" : $"{Names.Of(x.Key)} is for the same workloads and not older: of equals the oldest counts");

    private static IEnumerable<string> OfSidecar(MeshModel model, ConfigObject<Sidecar> about) => model.Configs
        .All<Sidecar>(ConfigKind.Sidecar)
        .Where(x => x.Key != about.Key && x.Namespace == about.Namespace && Equals(x.Spec.WorkloadSelector?.Labels, about.Spec.WorkloadSelector?.Labels))
        .Select(x => $"{Names.Of(x.Key)} is for the same workloads: the oldest counts");
}
