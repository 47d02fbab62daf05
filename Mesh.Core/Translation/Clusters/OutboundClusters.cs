using Envoy.Config.Endpoint.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Endpoints;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Clusters;

/// <summary>The clusters of all services that a proxy may call: a cluster a port, and one for each subset of the rule that applies.</summary>
internal static class OutboundClusters
{
    private sealed record SetKey(MeshModel Model, SidecarScope Scope, ClusterViewer Viewer, ValueMap<string> ClientLabels, ClusterMode Mode);

    public static IEnumerable<Translated> Of(ProxyContext context, ClusterViewer viewer, ClusterMode mode)
    {
        var set = SetOf(context, viewer, mode);
        return set.Dns.Count == 0 ? set.Shared : set.Shared.Concat(set.Dns.SelectMany(x => Build(context, x.Service, x.Port, viewer, mode)));
    }

    public static bool Names(ProxyContext context, ClusterViewer viewer, string name)
    {
        var set = SetOf(context, viewer, ClusterMode.Default);
        return set.Names.Contains(name) || set.Dns.Any(x => Build(context, x.Service, x.Port, viewer, ClusterMode.Default).Any(y => y.Name == name));
    }

    /// <summary>All but DNS clusters, whose endpoints (and with them the proxy's place) are in the cluster itself.</summary>
    private static OutboundSet SetOf(ProxyContext context, ClusterViewer viewer, ClusterMode mode)
    {
        var key = new SetKey(context.Model, context.Scope, viewer, context.Scope.ClientLabelsOf(context.Proxy.Labels), mode);
        return context.Memo.GetOrAdd(key, x => Collect(context, x));
    }

    /// <summary>Of several services of one host the one that the scope takes it for comes first; others may add ports.</summary>
    private static OutboundSet Collect(ProxyContext context, SetKey key)
    {
        var shared = new List<Translated>();
        var dns = new List<(Service, ServicePort)>();
        var taken = new HashSet<(string, int)>();
        bool IsOthers(Service service, ServicePort port) =>
            context.Scope.Service(service.Host) is { } owner && !ReferenceEquals(owner, service) && owner.Port(port.Number) is not null;

        foreach (var service in context.Scope.Services)
        {
            if (service.Resolution == ServiceResolution.Alias || (key.Mode == ClusterMode.SniDnat && service.MeshExternal)) continue;
            foreach (var port in service.Ports)
            {
                if (port.Protocol == Protocol.Udp || IsOthers(service, port) || !taken.Add((service.Host, port.Number))) continue;
                if (DiscoveryTypes.IsDns(service)) dns.Add((service, port));
                else shared.AddRange(Build(context, service, port, key.Viewer, key.Mode));
            }
        }
        return new(shared, dns, [.. shared.Select(x => x.Name)]);
    }

    private static IReadOnlyList<Translated> Build(ProxyContext context, Service service, ServicePort port, ClusterViewer viewer, ClusterMode mode)
    {
        var model = context.Model;
        var endpoints = HostEndpoints.Of(context, service);
        var rule = context.Scope.OutboundRule(service.Host, context.Proxy.Labels);
        var key = new ServiceClusterKey(
            service,
            port,
            rule,
            Accounts(endpoints, service, context.Mesh),
            model.PeerAuthentications.NamespaceMode(service.Namespace),
            MixesPeers(service, rule, endpoints, port),
            viewer,
            MeshDefaults.Of(context.Mesh),
            mode);
        if (!DiscoveryTypes.IsDns(service)) return context.Memo.GetOrAdd(key, static x => new ServiceClusters(x, null).Build()).Clusters;
        var plan = AssignmentPlan.Of(context, service, port, rule);
        var assignments = new AssignmentSource(context, plan);
        return context.Memo.GetOrAdd(new DnsKey(key, assignments.KeyOf()), x => new ServiceClusters(x.Key, name => Assign(plan, assignments, name)).Build()).Clusters;
    }

    private static ClusterLoadAssignment? Assign(AssignmentPlan plan, AssignmentSource assignments, (string Cluster, string Subset) name) =>
        plan.PartOf(name.Subset) is { } part ? assignments.Build(name.Cluster, part, assignments.MembersOf(part)) : null;

    /// <summary>Identities of the endpoints and those that the service was annotated with, under each name of the trust domain; sorted.</summary>
    private static ValueList<string> Accounts(ServiceEndpoints endpoints, Service service, MeshConfig mesh)
    {
        if (service.SubjectAltNames.Count == 0 && mesh.TrustDomainAliases is not { Count: > 0 }) return endpoints.Identities;
        var all = endpoints.Identities.Concat(service.SubjectAltNames).ToHashSet();
        var own = $"{Spiffe.Scheme}{mesh.TrustDomain ?? "cluster.local"}/";
        foreach (var id in all.Where(x => x.StartsWith(own, StringComparison.Ordinal)).ToList())
        {
            all.UnionWith((mesh.TrustDomainAliases ?? []).Select(alias => $"{Spiffe.Scheme}{alias}/{id[own.Length..]}"));
        }
        return [.. all.Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// A connection that goes to its original destination cannot choose its socket by endpoint, so mutual TLS needs endpoints that all speak it.
    /// </summary>
    private static bool MixesPeers(Service service, MergedDestinationRule? rule, ServiceEndpoints endpoints, ServicePort port)
    {
        if (service.Resolution != ServiceResolution.Passthrough && !HasPassthrough(rule)) return false;
        var all = endpoints.OfPort(port);
        return all.Count == 0 || all.Any(x => !x.TlsModeIstio);
    }

    private static bool HasPassthrough(MergedDestinationRule? rule) => IsPassthrough(rule?.Rule.TrafficPolicy)
        || (rule?.Rule.Subsets ?? []).Any(x => IsPassthrough(x.TrafficPolicy));

    internal static bool IsPassthrough(TrafficPolicy? policy) => policy?.LoadBalancer?.Simple == SimpleLb.Passthrough;

    private sealed record DnsKey(ServiceClusterKey Key, AssignmentKey Endpoints);

    private sealed record OutboundSet(IReadOnlyList<Translated> Shared, IReadOnlyList<(Service Service, ServicePort Port)> Dns, HashSet<string> Names);
}
