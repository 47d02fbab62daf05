using System.Globalization;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Routes;

/// <summary>A destination that leads nowhere, in the words of the object that names it.</summary>
public sealed record MissingCluster(ConfigKey Object, string Field, string Reason)
{
    public ConfigError ToError() => new(Field, Reason);

    public override string ToString() => $"{Object}: {Field}: {Reason}";
}

/// <summary>
/// Finds the destinations of VirtualServices for which no cluster is made: an unknown host, a port that the host does not have, a subset that no
/// DestinationRule defines. Requests to them are answered 503, by istiod too; nothing else would say so.
/// </summary>
public static class MissingClusters
{
    public static IEnumerable<MissingCluster> In(MeshModel model) =>
        model.VirtualServices.All.SelectMany(x => Destinations(x.Spec).Select(y => Check(model, x, y.Field, y.Destination)).OfType<MissingCluster>());

    private static MissingCluster? Check(MeshModel model, ConfigObject<VirtualService> config, string field, Destination? destination)
    {
        if (destination?.Host is not { Length: > 0 } written) return null;
        var host = model.Services.Aliases.Target(written);
        // Any namespace may have exported it to the clients: only what nobody has is missing.
        var services = model.Services.OfHost(host);
        if (services.Count == 0) return new(config.Key, $"{field}.host", $"no Service or ServiceEntry is named \"{written}\"");
        if (destination.Port?.Number is { } port && !services.Any(x => x.Port((int)port) is not null))
        {
            var ports = services.SelectMany(x => x.Ports).Select(x => x.Number.ToString(CultureInfo.InvariantCulture)).Distinct();
            return new(config.Key, $"{field}.port.number", $"\"{written}\" has no port {port}; it has {string.Join(", ", ports)}");
        }
        if (destination.Subset is not { Length: > 0 } subset) return null;
        var subsets = services.SelectMany(x => model.DestinationRules.Find(config.Namespace, host, x.Namespace))
            .SelectMany(x => x.Rule.Subsets ?? [])
            .Select(x => x.Name)
            .Distinct()
            .ToList();
        if (subsets.Contains(subset)) return null;
        return new(config.Key, $"{field}.subset", subsets.Count == 0
            ? $"no DestinationRule defines subsets of \"{written}\""
            : $"no DestinationRule defines the subset \"{subset}\" of \"{written}\"; defined: {string.Join(", ", subsets)}");
    }

    private static IEnumerable<(string Field, Destination? Destination)> Destinations(VirtualService spec)
    {
        foreach (var (http, i) in Numbered(spec.Http))
        {
            foreach (var (route, j) in Numbered(http.Route)) yield return ($"spec.http[{i}].route[{j}].destination", route.Destination);
            if (http.Mirror is not null) yield return ($"spec.http[{i}].mirror", http.Mirror);
            foreach (var (mirror, j) in Numbered(http.Mirrors)) yield return ($"spec.http[{i}].mirrors[{j}].destination", mirror.Destination);
        }
        foreach (var (tcp, i) in Numbered(spec.Tcp))
        {
            foreach (var (route, j) in Numbered(tcp.Route)) yield return ($"spec.tcp[{i}].route[{j}].destination", route.Destination);
        }
        foreach (var (tls, i) in Numbered(spec.Tls))
        {
            foreach (var (route, j) in Numbered(tls.Route)) yield return ($"spec.tls[{i}].route[{j}].destination", route.Destination);
        }
    }

    private static IEnumerable<(T Item, int Place)> Numbered<T>(ValueList<T>? items) => (items ?? []).Select((x, i) => (x, i));
}
