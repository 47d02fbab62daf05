using System.Globalization;
using Envoy.Config.Cluster.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>CLUSTER patches of EnvoyFilters: changes and removals of clusters that match, and clusters of the user's own.</summary>
public static class ClusterPatches
{
    private const string InboundPrefix = "inbound|";

    private sealed record Key(Translated Cluster, ValueList<SelectedPatch> Patches);

    public static IEnumerable<Translated> Apply(ProxyContext context, IEnumerable<Translated> clusters)
    {
        if (context.Patches.All.Count == 0) return clusters;
        var isRouter = context.Proxy.Type == ProxyType.Router;
        var outbound = context.Patches.For(isRouter ? PatchContext.Gateway : PatchContext.SidecarOutbound, ApplyTo.Cluster);
        var inbound = isRouter ? [] : context.Patches.For(PatchContext.SidecarInbound, ApplyTo.Cluster);
        if (outbound.Count == 0 && inbound.Count == 0) return clusters;

        var changed = clusters.Select(x => Change(context, x, IsInbound(x.Name) ? inbound : outbound)).OfType<Translated>().ToList();
        var names = changed.Select(x => x.Name).ToHashSet();
        // One that is there already is not added again: names are unique.
        return [.. changed, .. outbound.Concat(inbound).Distinct().Select(x => Add(context, x)).OfType<Translated>().Where(x => names.Add(x.Name))];
    }

    /// <returns>null when a patch removes it.</returns>
    private static Translated? Change(ProxyContext context, Translated cluster, ValueList<SelectedPatch> patches)
    {
        var matching = patches.Where(x => x.Operation != PatchOperation.Add && Matches(context, cluster.Name, x.Written.Match?.Cluster)).ToValueList();
        if (matching.Count == 0) return cluster;
        if (matching.Any(x => x.Operation == PatchOperation.Remove)) return null;
        return context.Memo.GetOrAdd(new Key(cluster, matching), static key =>
        {
            var message = ((Cluster)key.Cluster.Message).Clone();
            foreach (var patch in key.Patches) RoutePatches.Merge(message, patch);
            return new Translated(XdsType.Cluster, message.Name, message, [.. key.Cluster.Origins, .. key.Patches.Select(x => x.Filter.Key).Distinct()]);
        });
    }

    private static Translated? Add(ProxyContext context, SelectedPatch patch)
    {
        if (patch.Operation != PatchOperation.Add) return null;
        var added = context.Memo.GetOrAdd(patch, static x => new Added(PatchValues.Read<Cluster>(x) is { Name.Length: > 0 } cluster
            ? new Translated(XdsType.Cluster, cluster.Name, cluster, x.Filter.Key)
            : null));
        return added.Cluster;
    }

    private static bool IsInbound(string name) => name.StartsWith(InboundPrefix, StringComparison.Ordinal) || name == XdsName.InboundPassthroughCluster;

    private static bool Matches(ProxyContext context, string name, ClusterMatch? match)
    {
        if (match is null) return true;
        if (match.Name is { Length: > 0 }) return match.Name == name;
        var parts = name.Split('|');
        var (port, subset, host) = parts is [_, var written, var one, var other] && int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, one, other)
            : (0, "", "");
        return (match.Subset is not { Length: > 0 } || match.Subset == subset)
            && (match.PortNumber is null or 0 || match.PortNumber == port)
            && (match.Service is not { Length: > 0 } || (IsInbound(name) ? Serves(context, match.Service, port) : match.Service == host));
    }

    /// <summary>An inbound cluster has no host in its name: it is that of the services that the workload stands behind.</summary>
    private static bool Serves(ProxyContext context, string host, int port) => context.Targets.Any(x => x.TargetPort == port && x.Service.Host == host);

    /// <summary>Lets the memo remember a value that is no cluster.</summary>
    private sealed record Added(Translated? Cluster);
}
