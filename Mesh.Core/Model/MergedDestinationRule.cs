using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>
/// What one or several DestinationRules of one namespace say together about one host: the first (oldest) one's policy, everyone's subsets.
/// Compared by reference; unchanged inputs keep it.
/// </summary>
public sealed class MergedDestinationRule(
    string host, string @namespace, DestinationRule rule, IReadOnlySet<string> exportTo, IReadOnlyList<ConfigObject<DestinationRule>> from)
{
    /// <summary>Fully qualified, or a wildcard.</summary>
    public string Host { get; } = host;

    public string Namespace { get; } = @namespace;

    public DestinationRule Rule { get; } = rule;

    /// <summary><c>*</c> or namespaces; <c>.</c> is resolved.</summary>
    public IReadOnlySet<string> ExportTo { get; } = exportTo;

    /// <summary>The objects that were merged, the oldest first.</summary>
    public IReadOnlyList<ConfigObject<DestinationRule>> From { get; } = from;

    public ValueMap<string>? WorkloadSelector => Rule.WorkloadSelector?.MatchLabels;

    public bool IsVisibleTo(string viewer) => ExportTo.Contains(Visibility.Public) || ExportTo.Contains(viewer);
}
