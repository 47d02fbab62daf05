using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Facts;

/// <summary>What selectors may select. Equal pods count once, since a selector cannot tell them apart.</summary>
public sealed class WorkloadFacts
{
    private readonly Dictionary<string, List<Workload>> _byNamespace = [];
    private readonly Dictionary<(string Namespace, string Key, string Value), List<Workload>> _byLabel = [];

    public WorkloadFacts(AnalysisInput input)
    {
        var all = input.Configs.All<PodObject>(ConfigKind.Pod).Select(x => Workload.Of(x, input.Namespaces.Injects(x.Namespace))).ToList();
        foreach (var controller in input.Foreign.Where(x => x.Body is WorkloadController))
        {
            if (((WorkloadController)controller.Body).Spec?.Template is { } template) all.Add(Workload.Of(controller, template, input.Namespaces.Injects(controller.Namespace)));
        }
        Any = all.Count > 0;
        all.AddRange(input.Configs.All<WorkloadEntry>(ConfigKind.WorkloadEntry).Select(Workload.Of));
        foreach (var workload in all.DistinctBy(x => (x.Namespace, x.Labels, x.HasSidecar))) Add(workload);
    }

    /// <summary>Whether there are pods or templates of pods: without any, a selector that selects nothing tells nothing.</summary>
    public bool Any { get; }

    public IEnumerable<Workload> All => _byNamespace.Values.SelectMany(x => x);

    public IReadOnlyList<Workload> In(string @namespace) => _byNamespace.GetValueOrDefault(@namespace, []);

    /// <param name="namespace">null for all.</param>
    public IEnumerable<Workload> Selected(string? @namespace, ValueMap<string>? labels)
    {
        if (labels is null || labels.Count == 0) return @namespace is null ? All : In(@namespace);
        var candidates = labels.Select(x => _byLabel.GetValueOrDefault((@namespace ?? "", x.Key, x.Value), [])).MinBy(x => x.Count)!;
        return candidates.Where(x => Selectors.Selects(labels, x.Labels));
    }

    private void Add(Workload workload)
    {
        Add(_byNamespace, workload.Namespace, workload);
        foreach (var (key, value) in workload.Labels)
        {
            Add(_byLabel, (workload.Namespace, key, value), workload);
            Add(_byLabel, ("", key, value), workload);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<Workload>> index, TKey key, Workload workload) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list)) index[key] = list = [];
        list.Add(workload);
    }
}
