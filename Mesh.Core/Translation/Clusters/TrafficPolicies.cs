using Mesh.Core.Config;

namespace Mesh.Core.Translation.Clusters;

/// <summary>Which settings count for a port and a subset, of those that a rule states at several places.</summary>
internal static class TrafficPolicies
{
    private static readonly TrafficPolicy Empty = new();

    /// <summary>Settings of the port replace the host's wholesale: what they leave out is unset.</summary>
    public static TrafficPolicy ForPort(TrafficPolicy? policy, int port, TrafficPolicy? mesh)
    {
        var own = AtPort(policy, port) is { } settings ? OfPort(settings, Empty) : policy ?? Empty;
        return mesh is null ? own with { PortLevelSettings = null } : Override(mesh, own);
    }

    /// <summary>A subset overrides what it sets, also over settings of the port; its own port settings replace all once more.</summary>
    public static TrafficPolicy ForSubset(TrafficPolicy parent, TrafficPolicy? subset, int port)
    {
        if (subset is null) return parent;
        var merged = Override(parent, subset);
        return AtPort(subset, port) is { } settings ? OfPort(settings, merged) : merged;
    }

    private static PortTrafficPolicy? AtPort(TrafficPolicy? policy, int port)
    {
        foreach (var settings in policy?.PortLevelSettings ?? [])
        {
            if (settings.Port?.Number == port) return settings;
        }
        return null;
    }

    private static TrafficPolicy OfPort(PortTrafficPolicy port, TrafficPolicy rest) => rest with
    {
        LoadBalancer = port.LoadBalancer,
        ConnectionPool = port.ConnectionPool,
        OutlierDetection = port.OutlierDetection,
        Tls = port.Tls,
        PortLevelSettings = null,
    };

    private static TrafficPolicy Override(TrafficPolicy under, TrafficPolicy over) => new()
    {
        LoadBalancer = over.LoadBalancer ?? under.LoadBalancer,
        ConnectionPool = over.ConnectionPool ?? under.ConnectionPool,
        OutlierDetection = over.OutlierDetection ?? under.OutlierDetection,
        Tls = over.Tls ?? under.Tls,
        Tunnel = over.Tunnel ?? under.Tunnel,
        ProxyProtocol = over.ProxyProtocol ?? under.ProxyProtocol,
        RetryBudget = over.RetryBudget ?? under.RetryBudget,
    };
}
