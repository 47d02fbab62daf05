using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>PeerAuthentications by scope: the mesh (root namespace), a namespace, workloads. In each scope the oldest wins.</summary>
public sealed class PeerAuthenticationIndex
{
    private readonly ConfigObject<PeerAuthentication>? _mesh;
    private readonly Dictionary<string, ConfigObject<PeerAuthentication>> _namespaces = [];
    private readonly Dictionary<string, List<ConfigObject<PeerAuthentication>>> _workloads = [];

    /// <param name="byAge">The oldest first.</param>
    public PeerAuthenticationIndex(IEnumerable<ConfigObject<PeerAuthentication>> byAge, string rootNamespace)
    {
        foreach (var policy in byAge)
        {
            var selects = policy.Spec.Selector?.MatchLabels is { Count: > 0 };
            if (policy.Namespace == rootNamespace)
            {
                // A selector has no meaning for the whole mesh, so such a policy is none.
                if (!selects) _mesh ??= policy;
            }
            else if (!selects)
            {
                _namespaces.TryAdd(policy.Namespace, policy);
            }
            else
            {
                if (!_workloads.TryGetValue(policy.Namespace, out var list)) _workloads[policy.Namespace] = list = [];
                list.Add(policy);
            }
        }
    }

    /// <summary>What holds for a namespace as a whole: its own mode, else the mesh's, else PERMISSIVE.</summary>
    public MutualTlsMode NamespaceMode(string @namespace) =>
        Set(_namespaces.GetValueOrDefault(@namespace)) ?? Set(_mesh) ?? MutualTlsMode.Permissive;

    /// <summary>True when something may differ from the namespace's mode for some workload of it.</summary>
    public bool HasWorkloadPolicies(string @namespace) => _workloads.ContainsKey(@namespace);

    /// <summary>The workload's own mode and ports over its namespace's over the mesh's; UNSET inherits.</summary>
    public WorkloadMutualTls Of(string @namespace, IReadOnlyDictionary<string, string> labels)
    {
        var own = _workloads.GetValueOrDefault(@namespace)?.FirstOrDefault(x => Selectors.Selects(x.Spec.Selector!.MatchLabels!, labels));
        var mode = Set(own) ?? NamespaceMode(@namespace);
        var ports = (own?.Spec.PortLevelMtls ?? ValueMap<MutualTls>.Empty)
            .Where(x => int.TryParse(x.Key, out _))
            .Select(x => KeyValuePair.Create(int.Parse(x.Key, System.Globalization.CultureInfo.InvariantCulture), Set(x.Value) ?? mode));
        return new(mode, ports, [.. new[] { _mesh, _namespaces.GetValueOrDefault(@namespace), own }.OfType<ConfigObject<PeerAuthentication>>().Select(x => x.Key)]);
    }

    private static MutualTlsMode? Set(ConfigObject<PeerAuthentication>? policy) => Set(policy?.Spec.Mtls);

    private static MutualTlsMode? Set(MutualTls? mtls) => mtls?.Mode is null or MutualTlsMode.Unset ? null : mtls.Mode;
}

/// <summary>The mutual TLS that a workload asks of its clients.</summary>
public sealed class WorkloadMutualTls(MutualTlsMode mode, IEnumerable<KeyValuePair<int, MutualTlsMode>> ports, IReadOnlyList<ConfigKey> origins)
{
    private readonly SortedDictionary<int, MutualTlsMode> _ports = new(ports.ToDictionary(x => x.Key, x => x.Value));

    /// <summary>Of every port that has no mode of its own.</summary>
    public MutualTlsMode Mode { get; } = mode;

    /// <summary>Workload ports with a mode of their own, ascending.</summary>
    public IReadOnlyCollection<int> Ports => _ports.Keys;

    public IReadOnlyList<ConfigKey> Origins { get; } = origins;

    /// <param name="port">The port of the workload, not of a Service.</param>
    public MutualTlsMode OfPort(int port) => _ports.TryGetValue(port, out var own) ? own : Mode;
}
