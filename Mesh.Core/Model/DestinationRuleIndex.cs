using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>
/// DestinationRules by where they count. The search goes client namespace, service namespace, root namespace; the first step that
/// knows a host (exact before the longest wildcard) ends it.
/// </summary>
public sealed class DestinationRuleIndex
{
    private readonly string _rootNamespace;
    private readonly Dictionary<string, HostTable> _local = [];
    private readonly Dictionary<string, HostTable> _exported = [];
    private readonly HostTable _rootPrivate = new();

    /// <param name="byAge">The oldest first.</param>
    /// <param name="previous">Merged rules of unchanged inputs are taken from it, so that they keep their reference.</param>
    public DestinationRuleIndex(
        IEnumerable<ConfigObject<DestinationRule>> byAge, IReadOnlyList<string> defaultExportTo, string rootNamespace, DestinationRuleIndex? previous)
    {
        _rootNamespace = rootNamespace;
        foreach (var config in byAge) File(config, defaultExportTo);
        foreach (var (ns, table) in _local) table.Seal(previous?._local.GetValueOrDefault(ns));
        foreach (var (ns, table) in _exported) table.Seal(previous?._exported.GetValueOrDefault(ns));
        _rootPrivate.Seal(previous?._rootPrivate);
    }

    /// <summary>The rules that may apply to <paramref name="host"/>, still to be narrowed by workloadSelector. Empty when there are none.</summary>
    public IReadOnlyList<MergedDestinationRule> Find(string clientNamespace, string host, string serviceNamespace)
    {
        var local = clientNamespace == _rootNamespace ? _rootPrivate : _local.GetValueOrDefault(clientNamespace);
        if (local?.Find(host, null) is { Count: > 0 } own) return own;
        if (_exported.GetValueOrDefault(serviceNamespace)?.Find(host, clientNamespace) is { Count: > 0 } theirs) return theirs;
        return _exported.GetValueOrDefault(_rootNamespace)?.Find(host, clientNamespace) ?? [];
    }

    private void File(ConfigObject<DestinationRule> config, IReadOnlyList<string> defaultExportTo)
    {
        var written = config.Spec.ExportTo is { Count: > 0 } exportTo ? exportTo : (IReadOnlyList<string>)defaultExportTo;
        if (written.Contains(Visibility.None)) return;
        var visible = written.Select(x => x == Visibility.Private ? config.Namespace : x).ToHashSet();
        var isPrivate = visible.Count == 1 && visible.Contains(config.Namespace);
        var host = Hostnames.Resolve(config.Spec.Host ?? "", config.Namespace);

        Table(_local, config.Namespace).Add(host, config, visible);
        if (!isPrivate) Table(_exported, config.Namespace).Add(host, config, visible);
        else if (config.Namespace == _rootNamespace) _rootPrivate.Add(host, config, visible);
    }

    private static HostTable Table(Dictionary<string, HostTable> tables, string ns)
    {
        if (!tables.TryGetValue(ns, out var table)) tables[ns] = table = new();
        return table;
    }

    /// <summary>Rules by host: exact names in a hash, wildcards by specificity.</summary>
    private sealed class HostTable
    {
        private readonly Dictionary<string, List<Group>> _groups = [];
        private readonly Dictionary<string, MergedDestinationRule[]> _merged = [];
        private string[] _wildcards = [];

        public void Add(string host, ConfigObject<DestinationRule> config, HashSet<string> exportTo)
        {
            if (!_groups.TryGetValue(host, out var groups)) _groups[host] = groups = [];
            var selector = config.Spec.WorkloadSelector?.MatchLabels;
            var group = groups.FirstOrDefault(x => x.ExportTo.SetEquals(exportTo) && Equals(x.Selector, selector));
            if (group is null) groups.Add(group = new(exportTo, selector, []));
            group.From.Add(config);
        }

        public void Seal(HostTable? previous)
        {
            foreach (var (host, groups) in _groups)
            {
                var before = previous?._merged.GetValueOrDefault(host) ?? [];
                _merged[host] = [.. groups.Select(x => before.FirstOrDefault(y => y.From.SequenceEqual(x.From)) ?? x.Merge(host))];
            }
            _wildcards = [.. _merged.Keys.Where(Hostnames.IsWildcard).Order(Comparer<string>.Create(Hostnames.CompareSpecificity))];
        }

        /// <param name="viewer">null when visibility has been settled.</param>
        public IReadOnlyList<MergedDestinationRule> Find(string host, string? viewer)
        {
            if (Visible(host, viewer) is { Count: > 0 } exact) return exact;
            foreach (var wildcard in _wildcards)
            {
                if (Hostnames.SubsetOf(host, wildcard) && Visible(wildcard, viewer) is { Count: > 0 } covering) return covering;
            }
            return [];
        }

        private IReadOnlyList<MergedDestinationRule> Visible(string host, string? viewer)
        {
            var all = _merged.GetValueOrDefault(host, []);
            return viewer is null || Array.TrueForAll(all, x => x.IsVisibleTo(viewer)) ? all : [.. all.Where(x => x.IsVisibleTo(viewer))];
        }
    }

    /// <summary>Rules of one host that say who sees them and whom they concern in the same way: these merge.</summary>
    private sealed record Group(HashSet<string> ExportTo, ValueMap<string>? Selector, List<ConfigObject<DestinationRule>> From)
    {
        public MergedDestinationRule Merge(string host)
        {
            var first = From[0];
            var rule = first.Spec;
            if (From.Count > 1)
            {
                rule = rule with
                {
                    TrafficPolicy = From.Select(x => x.Spec.TrafficPolicy).FirstOrDefault(x => x is not null),
                    Subsets = From.SelectMany(x => x.Spec.Subsets ?? []).DistinctBy(x => x.Name).ToValueList(),
                };
            }
            return new(host, first.Namespace, rule, ExportTo, From);
        }
    }
}
