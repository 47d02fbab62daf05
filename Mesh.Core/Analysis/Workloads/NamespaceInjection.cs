using Mesh.Core.Analysis.Facts;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Workloads;

/// <summary>A namespace says once whether its pods get sidecars.</summary>
internal sealed class NamespaceInjection : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.NamespaceNotInjected, FindingCodes.SeveralInjectionLabels];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Namespace, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.AllNamespaces())
        {
            var labels = config.Meta.Labels;
            if (labels.TryGetValue(NamespaceFacts.InjectionLabel, out var injection) && labels.TryGetValue(NamespaceFacts.RevisionLabel, out var revision))
            {
                sink.Add(FindingCodes.SeveralInjectionLabels, config, $"metadata.labels[\"{NamespaceFacts.RevisionLabel}\"]",
                    $"both {NamespaceFacts.InjectionLabel}={injection} and {NamespaceFacts.RevisionLabel}={revision} say how pods get sidecars; the first one counts", "keep one of them");
            }
            else if (input.Namespaces.Injects(config.Name) is null && config.Name != input.Parts.RootNamespace && !labels.ContainsKey(NamespaceFacts.AmbientLabel) && input.Workloads.In(config.Name).Any(x => x.HasSidecar != true))
            {
                sink.Add(FindingCodes.NamespaceNotInjected, config, "metadata.labels", "does not say whether its pods get sidecars, so they get none", $"label it {NamespaceFacts.InjectionLabel}=enabled, or =disabled where that is meant");
            }
        }
    }
}
