using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Clusters;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>Which endpoints a client prefers by where it stands.</summary>
/// <param name="Distribute">Shares by locality; empty for none.</param>
/// <param name="FailoverPriority">Labels, the most important first, in which the client and an endpoint should agree; <c>label=value</c> speaks for the client.</param>
/// <param name="Failover">Which region to go to when the own one fails.</param>
/// <param name="ByLocality">Nearer endpoints first.</param>
/// <param name="IsWeighted">Envoy weighs the localities of one priority.</param>
/// <param name="ZoneAware">Envoy itself keeps traffic in the zone; only the region is told apart here.</param>
internal sealed record LocalityPolicy(
    ValueList<Distribute> Distribute, ValueList<string> FailoverPriority, ValueList<Failover> Failover, bool ByLocality, bool IsWeighted,
    ZoneAwareLoadBalancerSetting? ZoneAware = null)
{
    private const string Network = "topology.istio.io/network";
    private const string Region = "topology.kubernetes.io/region";
    private const string Zone = "topology.kubernetes.io/zone";
    private const string Subzone = "topology.istio.io/subzone";
    private const string Cluster = "topology.istio.io/cluster";
    private const string Node = "kubernetes.io/hostname";

    private static readonly ValueList<string> SameZone = [Network, Region, Zone, Subzone];
    private static readonly ValueList<string> SameNode = [Network, Region, Zone, Subzone, Node];

    public static readonly LocalityPolicy None = new([], [], [], ByLocality: false, IsWeighted: false);

    /// <summary>The rule's own setting, else the service's trafficDistribution, else the mesh's.</summary>
    public static LocalityPolicy Of(TrafficPolicy policy, Service service, MeshDefaults mesh)
    {
        // Without ejection no endpoint ever fails, so there is nothing to fail over from.
        var ejects = policy.OutlierDetection is not null;
        if (policy.LoadBalancer?.ZoneAwareLbSetting is { } zones && zones.Enabled != false)
        {
            return new([], zones.FailoverPriority ?? [], zones.Failover ?? [], ByLocality: ejects, IsWeighted: false, zones);
        }
        if (policy.LoadBalancer?.LocalityLbSetting is { } own) return own.Enabled == false ? None : Of(own, ejects);
        return service.TrafficDistribution switch
        {
            "PreferClose" or "PreferSameZone" => new([], SameZone, [], ByLocality: true, IsWeighted: true),
            "PreferSameNode" => new([], SameNode, [], ByLocality: true, IsWeighted: true),
            _ => mesh.Locality is { } shared ? Of(shared, ejects) : None,
        };
    }

    /// <summary>All that the choice depends on of one client. Equal places share their assignments.</summary>
    public Place PlaceOf(ProxyContext context)
    {
        if (Distribute.Count > 0) return new(context.Proxy.Locality, []);
        if (!ByLocality) return Place.Anywhere;
        ValueList<string> values = [.. FailoverPriority.Select(x => ValueFor(x, context))];
        return new(FailoverPriority.Count == 0 || Failover.Count > 0 ? context.Proxy.Locality : Locality.Unknown, values);
    }

    /// <summary>What an endpoint says to one entry of <see cref="FailoverPriority"/>.</summary>
    public static string ValueOf(string priority, Endpoint endpoint)
    {
        var equals = priority.IndexOf('=');
        return (equals < 0 ? priority : priority[..equals]) switch
        {
            Network => endpoint.Network,
            Region => endpoint.Locality.Region,
            Zone => endpoint.Locality.Zone,
            Subzone => endpoint.Locality.SubZone,
            Cluster => endpoint.ClusterId,
            Node => endpoint.NodeName,
            var label => endpoint.Labels.GetValueOrDefault(label, ""),
        };
    }

    private static string ValueFor(string priority, ProxyContext context)
    {
        var equals = priority.IndexOf('=');
        if (equals >= 0) return priority[(equals + 1)..];
        return priority switch
        {
            Network => context.Proxy.Network,
            Region => context.Proxy.Locality.Region,
            Zone => context.Proxy.Locality.Zone,
            Subzone => context.Proxy.Locality.SubZone,
            Cluster => context.Proxy.ClusterId,
            Node => context.OwnNode,
            _ => context.Proxy.Labels.GetValueOrDefault(priority, ""),
        };
    }

    private static LocalityPolicy Of(LocalityLoadBalancerSetting setting, bool ejects)
    {
        ValueList<Distribute> distribute = setting.Distribute ?? [];
        ValueList<string> priority = setting.FailoverPriority ?? [];
        ValueList<Failover> failover = setting.Failover ?? [];
        return new(distribute, priority, failover, ByLocality: ejects && distribute.Count == 0, IsWeighted: distribute.Count > 0 || (ejects && priority.Count + failover.Count > 0));
    }
}

/// <summary>Where a client stands, as far as a policy asks.</summary>
/// <param name="Priorities">Its values of the policy's failoverPriority, in that order.</param>
internal sealed record Place(Locality Locality, ValueList<string> Priorities)
{
    public static readonly Place Anywhere = new(Locality.Unknown, []);
}
