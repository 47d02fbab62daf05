using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>Policies that choose workloads by labels, by a Kubernetes Gateway that they are attached to, or by namespace; those of the root namespace are the whole mesh's.</summary>
public sealed class PolicyIndex<TSpec> where TSpec : class
{
    public const string GatewayNameLabel = "gateway.networking.k8s.io/gateway-name";

    private readonly Dictionary<string, List<ConfigObject<TSpec>>> _byNamespace;
    private readonly string _rootNamespace;
    private readonly Func<TSpec, WorkloadLabelSelector?> _selector;
    private readonly Func<TSpec, IEnumerable<PolicyTargetReference>> _targets;

    /// <param name="byAge">The oldest first.</param>
    public PolicyIndex(
        IEnumerable<ConfigObject<TSpec>> byAge, string rootNamespace, Func<TSpec, WorkloadLabelSelector?> selector, Func<TSpec, IEnumerable<PolicyTargetReference>> targets)
    {
        _byNamespace = byAge.GroupBy(x => x.Namespace).ToDictionary(x => x.Key, x => x.ToList());
        _rootNamespace = rootNamespace;
        _selector = selector;
        _targets = targets;
    }

    /// <summary>Those of the root namespace first; inside each namespace the oldest first.</summary>
    public ValueList<Identity<ConfigObject<TSpec>>> Of(string @namespace, IReadOnlyDictionary<string, string> labels)
    {
        if (_byNamespace.Count == 0) return [];
        IEnumerable<ConfigObject<TSpec>> candidates = _byNamespace.GetValueOrDefault(_rootNamespace, []);
        if (@namespace != _rootNamespace) candidates = candidates.Concat(_byNamespace.GetValueOrDefault(@namespace, []));
        return [.. candidates.Where(x => Selects(x, @namespace, labels)).Select(x => new Identity<ConfigObject<TSpec>>(x))];
    }

    private bool Selects(ConfigObject<TSpec> policy, string @namespace, IReadOnlyDictionary<string, string> labels)
    {
        var targets = _targets(policy.Spec).ToList();
        if (targets.Count == 0) return Selectors.Selects(_selector(policy.Spec)?.MatchLabels, labels);
        return policy.Namespace == @namespace && labels.TryGetValue(GatewayNameLabel, out var gateway)
            && targets.Any(x => x.Kind == "Gateway" && x.Group == "gateway.networking.k8s.io" && x.Name == gateway);
    }
}
