using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>MeshConfig.discoverySelectors: the namespaces that the mesh is made of. What lies outside is as if it were not there.</summary>
internal static class DiscoveryScope
{
    /// <summary>Kubernetes puts it on each Namespace.</summary>
    private const string NameLabel = "kubernetes.io/metadata.name";

    /// <param name="previous">Collections of kinds of which nothing differs are taken from it, so that they keep their reference.</param>
    public static ConfigSet Narrow(ConfigSet all, MeshConfig mesh, MeshParts? previous)
    {
        if (mesh.DiscoverySelectors is not { Count: > 0 } selectors) return all;
        var same = previous is not null && ReferenceEquals(previous.Mesh, mesh) && previous.AllConfigs.SameAs(all, ConfigKind.Namespace);
        var labels = all.All<NamespaceObject>(ConfigKind.Namespace).ToDictionary(x => x.Name, x => x.Meta.Labels);
        var known = new Dictionary<string, bool>();
        return all.Within(IsSelected, same ? (previous!.AllConfigs, previous.Configs) : null);

        bool IsSelected(string ns)
        {
            if (known.TryGetValue(ns, out var answer)) return answer;
            var own = labels.GetValueOrDefault(ns, ValueMap<string>.Empty);
            if (!own.ContainsKey(NameLabel)) own = ValueMap<string>.From([.. own, KeyValuePair.Create(NameLabel, ns)]);
            return known[ns] = selectors.Any(x => LabelSelectors.Selects(x, own));
        }
    }
}
