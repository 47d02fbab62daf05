using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Routes;

/// <summary>What a client's view of the mesh adds to a destination as it is written.</summary>
/// <param name="Target">The host that the written one is an alias of; null when it is none.</param>
/// <param name="OnlyPort">The port of a service that has one, where the destination names none; 0: the listener's port counts.</param>
/// <param name="Hash">How one of its endpoints is chosen, where a DestinationRule says by a hash.</param>
/// <param name="Rules">The DestinationRules that say so.</param>
internal sealed record DestinationView(string? Target, int OnlyPort, ConsistentHashLb? Hash, ValueList<ConfigKey> Rules)
{
    public static readonly DestinationView Plain = new(null, 0, null, []);
}

/// <summary>A destination as a port sees it.</summary>
internal sealed record ResolvedDestination(string Cluster, DestinationView View);

/// <summary>All that a route leads to: its destinations and its mirrors, in the order in which they are written.</summary>
internal sealed record ResolvedRoute(IReadOnlyList<ResolvedDestination> Destinations, string? Mirror, IReadOnlyList<string?> Mirrors);

/// <summary>Destination → name of a cluster.</summary>
/// <param name="service">A service whose only port counts where a destination names none; null where the port of the listener counts.</param>
/// <param name="rule">The DestinationRule of a host.</param>
internal sealed class Destinations(Func<string, Service?> service, Func<string, MergedDestinationRule?> rule, ServiceAliases aliases)
{
    /// <summary>The cluster of a destination without a host, which is none.</summary>
    private const string UnknownService = "UnknownService";

    /// <returns>A view for each destination and mirror, in the order of <see cref="Resolve"/>; null when all of them are plain.</returns>
    public ValueList<DestinationView>? ViewsOf(VirtualService spec)
    {
        List<DestinationView>? views = null;
        var plain = 0;
        foreach (var http in spec.Http ?? [])
        {
            foreach (var route in http.Route ?? []) Add(route.Destination, hashed: true);
            if (http.Mirror is not null) Add(http.Mirror, hashed: false);
            foreach (var mirror in http.Mirrors ?? []) Add(mirror.Destination, hashed: false);
        }
        return views?.ToValueList();

        void Add(Destination? destination, bool hashed)
        {
            var view = ViewOf(destination, hashed);
            if (views is null && !ReferenceEquals(view, DestinationView.Plain)) views = [.. Enumerable.Repeat(DestinationView.Plain, plain)];
            if (views is null) plain++;
            else views.Add(view);
        }
    }

    /// <param name="views">Of <see cref="ViewsOf"/>.</param>
    public static IReadOnlyList<ResolvedRoute> Resolve(VirtualService spec, ValueList<DestinationView>? views, int listenerPort)
    {
        var place = 0;
        return
        [
            .. (spec.Http ?? []).Select(http => new ResolvedRoute(
                [.. (http.Route ?? []).Select(x => Next(x.Destination))],
                http.Mirror is null ? null : Next(http.Mirror).Cluster,
                [.. (http.Mirrors ?? []).Select(x => Next(x.Destination)).Select(x => x.Cluster == UnknownService ? null : x.Cluster)])),
        ];

        ResolvedDestination Next(Destination? destination)
        {
            var view = views is null ? DestinationView.Plain : views[place++];
            return new(ClusterOf(destination, view, listenerPort), view);
        }
    }

    private DestinationView ViewOf(Destination? destination, bool hashed)
    {
        if (destination?.Host is not { Length: > 0 } host) return DestinationView.Plain;
        var target = aliases.Target(host);
        var onlyPort = destination.Port?.Number is null && service(host)?.Ports is [var only] ? only.Number : 0;
        var merged = hashed ? rule(host) : null;
        var hash = HashPolicies.Of(merged?.Rule, destination.Subset, (int)(destination.Port?.Number ?? 0));
        if (ReferenceEquals(target, host) && onlyPort == 0 && hash is null) return DestinationView.Plain;
        return new(ReferenceEquals(target, host) ? null : target, onlyPort, hash, hash is null ? [] : merged!.From.Select(x => x.Key).ToValueList());
    }

    private static string ClusterOf(Destination? destination, DestinationView view, int listenerPort)
    {
        if (destination?.Host is not { Length: > 0 } host) return UnknownService;
        var port = (int?)destination.Port?.Number ?? (view.OnlyPort > 0 ? view.OnlyPort : listenerPort);
        return XdsName.Outbound(port, destination.Subset ?? "", view.Target ?? host);
    }
}
