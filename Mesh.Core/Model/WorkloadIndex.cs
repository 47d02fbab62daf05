using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>Pods by name and address, with what their Nodes add.</summary>
public sealed class WorkloadIndex
{
    private readonly Dictionary<string, ConfigObject<PodObject>> _byAddress = [];
    private readonly Dictionary<(string Namespace, string Name), ConfigObject<PodObject>> _byName = [];
    private readonly Dictionary<string, ConfigObject<NodeObject>> _nodes;

    public WorkloadIndex(ConfigSet configs)
    {
        _nodes = configs.All<NodeObject>(ConfigKind.Node).ToDictionary(x => x.Name);
        foreach (var pod in configs.All<PodObject>(ConfigKind.Pod))
        {
            _byName[(pod.Namespace, pod.Name)] = pod;
            // A pod on its node's network shares the node's address with others: it stands for nobody's workload.
            if (pod.Spec.Spec?.HostNetwork == true) continue;
            foreach (var address in AddressesOf(pod.Spec)) _byAddress.TryAdd(address, pod);
        }
    }

    public ConfigObject<PodObject>? Pod(string @namespace, string name) => _byName.GetValueOrDefault((@namespace, name));

    public ConfigObject<PodObject>? PodAt(string address) => _byAddress.GetValueOrDefault(address);

    public IEnumerable<ConfigObject<PodObject>> Pods => _byName.Values;

    /// <summary>The pod's own label first, then its Node's labels.</summary>
    public Locality LocalityOf(ConfigObject<PodObject> pod)
    {
        if (pod.Meta.Labels.TryGetValue("topology.istio.io/locality", out var label)) return Locality.Parse(label, '.');
        if (pod.Meta.Labels.TryGetValue("istio-locality", out label)) return Locality.Parse(label, label.Contains('/') ? '/' : '.');
        return pod.Spec.Spec?.NodeName is { } node ? LocalityOfNode(node) : Locality.Unknown;
    }

    public Locality LocalityOfNode(string node)
    {
        if (!_nodes.TryGetValue(node, out var found)) return Locality.Unknown;
        var labels = found.Meta.Labels;
        return new(
            First(labels, "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"),
            First(labels, "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"),
            First(labels, "topology.istio.io/subzone"));
    }

    /// <summary>Addresses by which nodes of these labels are reached from outside.</summary>
    public IEnumerable<string> ExternalAddressesOfNodes(ValueMap<string> labels) => _nodes.Values
        .Where(x => Selectors.Selects(labels, x.Meta.Labels))
        .SelectMany(x => x.Spec.Status?.Addresses ?? [])
        .Where(x => x.Type == "ExternalIP")
        .Select(x => x.Address)
        .OfType<string>();

    public static IEnumerable<string> AddressesOf(PodObject pod)
    {
        if (pod.Status?.PodIPs is { Count: > 0 } all) return all.Select(x => x.Ip).OfType<string>();
        return pod.Status?.PodIP is { Length: > 0 } one ? [one] : [];
    }

    private static string First(IReadOnlyDictionary<string, string> labels, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (labels.TryGetValue(key, out var value)) return value;
        }
        return "";
    }
}
