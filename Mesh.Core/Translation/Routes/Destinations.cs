using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Routes;

/// <summary>A destination as a port sees it.</summary>
/// <param name="Hash">How one of its endpoints is chosen, where a DestinationRule says by a hash.</param>
/// <param name="Rules">The DestinationRules that say so.</param>
internal sealed record ResolvedDestination(string Cluster, ConsistentHashLb? Hash, ValueList<ConfigKey> Rules);

/// <summary>All that a route leads to: its destinations and its mirrors, in the order in which they are written.</summary>
internal sealed record ResolvedRoute(ValueList<ResolvedDestination> Destinations, string? Mirror, ValueList<string?> Mirrors);

/// <summary>Destination → name of a cluster.</summary>
/// <param name="service">A service whose only port counts where a destination names none; null where the port of the listener counts.</param>
/// <param name="rule">The DestinationRule of a host.</param>
internal sealed class Destinations(Func<string, Service?> service, Func<string, MergedDestinationRule?> rule, ServiceAliases aliases, int listenerPort)
{
    /// <summary>The cluster of a destination without a host, which is none.</summary>
    private const string UnknownService = "UnknownService";

    public ResolvedRoute Resolve(HttpRoute http) => new(
        (http.Route ?? []).Select(x => Resolve(x.Destination)).ToValueList(),
        http.Mirror is null ? null : ClusterOf(http.Mirror),
        (http.Mirrors ?? []).Select(x => x.Destination is null ? null : ClusterOf(x.Destination)).ToValueList());

    public string ClusterOf(Destination? destination) => destination?.Host is { Length: > 0 } host
        ? XdsName.Outbound(PortOf(destination, host), destination.Subset ?? "", aliases.Target(host))
        : UnknownService;

    private ResolvedDestination Resolve(Destination? destination)
    {
        var merged = destination?.Host is { Length: > 0 } host ? rule(host) : null;
        var hash = HashPolicies.Of(merged?.Rule, destination?.Subset, (int)(destination?.Port?.Number ?? 0));
        return new(ClusterOf(destination), hash, hash is null ? [] : merged!.From.Select(x => x.Key).ToValueList());
    }

    private int PortOf(Destination destination, string host)
    {
        if (destination.Port?.Number is { } written) return (int)written;
        return service(host)?.Ports is [var only] ? only.Number : listenerPort;
    }
}
