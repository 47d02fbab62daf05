using Envoy.Config.Route.V3;

namespace Mesh.Core.Translation.Routes;

/// <summary>The clusters that routes lead to, by name. A cluster chosen by a request header is known to nobody here.</summary>
public static class RouteClusters
{
    /// <returns>Each name once, in no order.</returns>
    public static HashSet<string> Of(RouteConfiguration configuration)
    {
        var names = new HashSet<string>();
        foreach (var host in configuration.VirtualHosts) Collect(host, names);
        return names;
    }

    /// <inheritdoc cref="Of(RouteConfiguration)"/>
    public static HashSet<string> Of(VirtualHost host)
    {
        var names = new HashSet<string>();
        Collect(host, names);
        return names;
    }

    private static void Collect(VirtualHost host, HashSet<string> names)
    {
        foreach (var mirror in host.RequestMirrorPolicies) names.Add(mirror.Cluster);
        foreach (var route in host.Routes)
        {
            if (route.Route_ is not { } action) continue;
            if (action.HasCluster) names.Add(action.Cluster);
            foreach (var weighted in action.WeightedClusters?.Clusters ?? []) names.Add(weighted.Name);
            foreach (var mirror in action.RequestMirrorPolicies) names.Add(mirror.Cluster);
        }
        names.Remove("");
    }
}
