using System.Collections.Concurrent;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>All services, and who sees which.</summary>
public sealed class ServiceIndex
{
    private readonly Dictionary<string, List<Service>> _byHost;
    private readonly ConcurrentDictionary<string, IReadOnlyList<Service>> _visible = [];
    private readonly ConcurrentDictionary<(string, ValueMap<string>), IReadOnlyList<Service>> _selecting = [];

    /// <param name="all">In any order.</param>
    public ServiceIndex(IEnumerable<Service> all)
    {
        All = [.. all.OrderBy(x => x.Created).ThenBy(x => $"{x.Name}.{x.Namespace}", StringComparer.Ordinal)];
        _byHost = All.GroupBy(x => x.Host).ToDictionary(x => x.Key, x => x.ToList());
        Aliases = new(All);
    }

    /// <summary>The oldest first; equal ages by name and namespace.</summary>
    public IReadOnlyList<Service> All { get; }

    /// <summary>Which names stand for which service.</summary>
    public ServiceAliases Aliases { get; }

    public IReadOnlyList<Service> OfHost(string host) => _byHost.GetValueOrDefault(host, []);

    /// <summary>Those whose exportTo reaches a namespace: private ones, those exported to it by name, public ones; inside each the oldest first.</summary>
    public IReadOnlyList<Service> VisibleTo(string viewer) => _visible.GetOrAdd(viewer, static (ns, all) =>
    [
        .. all.Where(x => x.ExportTo.Contains(Visibility.Private) && !x.ExportTo.Contains(Visibility.Public) && x.Namespace == ns),
        .. all.Where(x => !x.ExportTo.Contains(Visibility.Public) && x.ExportTo.Contains(ns)
            && !(x.ExportTo.Contains(Visibility.Private) && x.Namespace == ns)),
        .. all.Where(x => x.ExportTo.Contains(Visibility.Public)),
    ], All);

    /// <summary>Kubernetes services of a namespace that select a workload of these labels, the oldest first.</summary>
    public IReadOnlyList<Service> Selecting(string @namespace, ValueMap<string> labels) => _selecting.GetOrAdd((@namespace, labels), static (key, all) =>
    [
        .. all.Where(x => x.Registry == ServiceRegistry.Kubernetes && x.Namespace == key.Item1 && x.Selector is not null && Selectors.Selects(x.Selector, key.Item2)),
    ], All);

    /// <summary>The service of a host that a namespace means: its own, else of the first namespace (by name) that it can see.</summary>
    public Service? Prefer(string host, string viewer)
    {
        Service? chosen = null;
        foreach (var service in OfHost(host))
        {
            if (!Visibility.IsVisible(service.ExportTo, service.Namespace, viewer)) continue;
            if (service.Namespace == viewer) return service;
            if (chosen is null || string.CompareOrdinal(service.Namespace, chosen.Namespace) < 0) chosen = service;
        }
        return chosen;
    }
}
