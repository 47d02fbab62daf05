using Mesh.Core.Config;
using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.VirtualServices;

/// <summary>
/// The subsets that routes and mirrors name are defined. As istioctl sees it: by a DestinationRule for that very host, in the namespace of the
/// VirtualService unless the host is a full Kubernetes name.
/// </summary>
internal sealed class DestinationSubsets : Analyzer
{
    private const string KubernetesSuffix = ".svc.cluster.local";

    public override ValueList<FindingCode> Codes => [FindingCodes.ReferenceNotFound];

    public override ValueList<ConfigKind> Reads => [ConfigKind.VirtualService, ConfigKind.DestinationRule];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var defined = new Dictionary<(string Namespace, string Host), HashSet<string>>();
        foreach (var rule in input.Configs.All<DestinationRule>(ConfigKind.DestinationRule))
        {
            var key = Scope(rule.Spec.Host ?? "", rule.Namespace);
            if (!defined.TryGetValue(key, out var subsets)) defined[key] = subsets = [];
            subsets.UnionWith((rule.Spec.Subsets ?? []).Select(x => x.Name ?? ""));
        }
        var mayBeAny = input.Unreadable.Where(x => x.Kind == ConfigKind.DestinationRule).Select(x => x.Namespace).ToHashSet();
        foreach (var config in input.All<VirtualService>(ConfigKind.VirtualService))
        {
            foreach (var (field, kind, destination) in RouteDestinations.Of(config.Spec))
            {
                if (destination.Subset is not { Length: > 0 } subset || destination.Host is not { Length: > 0 } host) continue;
                var key = Scope(host, config.Namespace);
                var known = defined.GetValueOrDefault(key);
                if (known?.Contains(subset) == true || mayBeAny.Contains(key.Namespace)) continue;
                var level = kind == RouteKind.Mirror ? "mirror" : "host";
                sink.Add(FindingCodes.ReferenceNotFound, config, $"{field}.subset", $"no DestinationRule defines the subset \"{subset}\" of the {level} \"{host}\" ({host}+{subset})", Cure(subset, key.Host, known));
            }
        }
    }

    private static string Cure(string subset, string host, HashSet<string>? known) =>
        known is not { Count: > 0 } ? $"requests fail with 503 until a DestinationRule for {host} has it"
        : NearestName.Find(subset, known) is { } near ? $"did you mean {near}?"
        : $"defined for {host}: {string.Join(", ", known.Order(StringComparer.Ordinal))}";

    private static (string Namespace, string Host) Scope(string host, string owner)
    {
        var full = Hostnames.Resolve(host, owner);
        return full.EndsWith(KubernetesSuffix, StringComparison.Ordinal) && full[..^KubernetesSuffix.Length].Split('.') is [_, var ns] ? (ns, full) : (owner, full);
    }
}
