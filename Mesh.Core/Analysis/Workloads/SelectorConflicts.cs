using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Workloads;

/// <summary>Of some kinds one object counts for a workload: one that selects it, or the namespace's only one without a selector.</summary>
internal abstract class SelectorConflicts<TSpec>(ConfigKind kind, FindingCode severalDefaults, FindingCode severalSelecting) : Analyzer where TSpec : class
{
    public override ValueList<FindingCode> Codes => [severalDefaults, severalSelecting];

    public override ValueList<ConfigKind> Reads => [kind, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var ns in input.All<TSpec>(kind).Where(x => !IsAttached(x.Spec)).GroupBy(x => x.Namespace))
        {
            Defaults([.. ns.Where(x => Labels(x.Spec) is not { Count: > 0 })], sink);
            Selecting(input, [.. ns.Where(x => Labels(x.Spec) is { Count: > 0 })], sink);
        }
    }

    protected abstract ValueMap<string>? Labels(TSpec spec);

    /// <summary>Whether it names what it is for instead of selecting it.</summary>
    protected virtual bool IsAttached(TSpec spec) => false;

    protected abstract string SelectorField { get; }

    private void Defaults(IReadOnlyList<ConfigObject<TSpec>> all, FindingSink sink)
    {
        if (all.Count < 2) return;
        foreach (var config in all)
        {
            sink.Add(severalDefaults, config, "spec", $"{Names(all)} of namespace {config.Namespace} have no workload selector, and only {Oldest(all).Name} counts for the whole namespace",
                "keep one without a selector");
        }
    }

    private void Selecting(AnalysisInput input, IReadOnlyList<ConfigObject<TSpec>> all, FindingSink sink)
    {
        if (all.Count < 2) return;
        var told = new HashSet<string>();
        foreach (var workload in input.Workloads.In(all[0].Namespace))
        {
            List<ConfigObject<TSpec>> selecting = [.. all.Where(x => Model.Selectors.Selects(Labels(x.Spec), workload.Labels))];
            if (selecting.Count < 2 || !told.Add(Names(selecting))) continue;
            foreach (var config in selecting)
            {
                sink.Add(severalSelecting, config, SelectorField, $"{Names(selecting)} of namespace {config.Namespace} all select {workload.Origin}, for which only {Oldest(selecting).Name} counts",
                    "let the selectors exclude each other");
            }
        }
    }

    private static string Names(IEnumerable<ConfigObject> all) => string.Join(", ", all.Select(x => x.Name).Order(StringComparer.Ordinal));

    private static ConfigObject Oldest(IEnumerable<ConfigObject> all) => all.OrderBy(x => x.Meta.Created).ThenBy(x => x.Name, StringComparer.Ordinal).First();
}
