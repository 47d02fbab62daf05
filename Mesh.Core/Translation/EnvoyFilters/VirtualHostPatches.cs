using Envoy.Config.Route.V3;
using Google.Protobuf.Collections;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>What patches do to the virtual hosts of a route configuration: changes and removals first, each host with its routes, then additions.</summary>
internal static class VirtualHostPatches
{
    public static void Apply(RepeatedField<VirtualHost> hosts, ValueList<SelectedPatch> patches)
    {
        for (var place = 0; place < hosts.Count;)
        {
            if (Change(hosts, place, patches)) place++;
            else hosts.RemoveAt(place);
        }
        foreach (var patch in patches)
        {
            if (patch.ApplyTo == ApplyTo.VirtualHost && patch.Operation == PatchOperation.Add && PatchValues.Read<VirtualHost>(patch) is { } added) hosts.Add(added);
        }
    }

    /// <returns>False when the host is to go.</returns>
    private static bool Change(RepeatedField<VirtualHost> hosts, int place, ValueList<SelectedPatch> patches)
    {
        foreach (var patch in patches)
        {
            if (patch.ApplyTo != ApplyTo.VirtualHost || !Matches(hosts[place], patch)) continue;
            if (patch.Operation == PatchOperation.Remove) return false;
            if (patch.Operation == PatchOperation.Replace && PatchValues.Read<VirtualHost>(patch) is { } other) hosts[place] = other;
            else RoutePatches.Merge(hosts[place], patch);
        }
        var host = hosts[place];
        HttpRoutePatches.Apply(host.Routes, [.. patches.Where(x => x.ApplyTo == ApplyTo.HttpRoute && Matches(host, x))]);
        return true;
    }

    private static bool Matches(VirtualHost host, SelectedPatch patch)
    {
        if (patch.Written.Match?.RouteConfiguration?.Vhost is not { } match) return true;
        return (match.Name is not { Length: > 0 } || match.Name == host.Name)
            && (match.DomainName is not { Length: > 0 } || host.Domains.Contains(match.DomainName));
    }
}
