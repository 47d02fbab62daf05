using Mesh.Core.Config;

namespace Mesh.Core.Analysis.Facts;

/// <summary>Which namespaces there are, and which of them ask for sidecars.</summary>
public sealed class NamespaceFacts
{
    public const string InjectionLabel = "istio-injection";
    public const string RevisionLabel = "istio.io/rev";
    public const string AmbientLabel = "istio.io/dataplane-mode";

    private readonly Dictionary<string, ConfigObject<NamespaceObject>> _all;

    public NamespaceFacts(AnalysisInput input) => _all = input.Configs.All<NamespaceObject>(ConfigKind.Namespace).ToDictionary(x => x.Name);

    public bool Any => _all.Count > 0;

    public bool Exists(string name) => _all.ContainsKey(name);

    public IEnumerable<string> Names => _all.Keys;

    /// <returns>null when the namespace does not say.</returns>
    public bool? Injects(string name)
    {
        if (!_all.TryGetValue(name, out var found)) return null;
        if (found.Meta.Labels.TryGetValue(InjectionLabel, out var written)) return written == "enabled" ? true : written == "disabled" ? false : null;
        return found.Meta.Labels.ContainsKey(RevisionLabel) ? true : null;
    }
}
