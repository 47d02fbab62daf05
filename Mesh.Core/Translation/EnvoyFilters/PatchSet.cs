using System.Text.RegularExpressions;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>
/// The patches that concern a proxy, in the order in which they are applied: by the priority of their EnvoyFilters; of equal ones the root
/// namespace's before those of the proxy's own, and in each the older first.
/// </summary>
public sealed class PatchSet
{
    public static readonly PatchSet None = new([]);

    /// <summary>Proxies of Kubernetes Gateways carry their Gateway's name in this label, so that targetRefs can find them.</summary>
    private const string GatewayNameLabel = "gateway.networking.k8s.io/gateway-name";

    private const string VersionKey = "ISTIO_VERSION";

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);

    private PatchSet(IReadOnlyList<SelectedPatch> all) => All = all;

    public IReadOnlyList<SelectedPatch> All { get; }

    public static PatchSet Of(Proxy proxy, MeshModel model)
    {
        IReadOnlyList<ConfigObject<EnvoyFilter>> filters = [.. model.Configs.All<EnvoyFilter>(ConfigKind.EnvoyFilter)];
        if (filters.Count == 0) return None;
        var selected = filters
            .Where(x => x.Namespace == model.RootNamespace || x.Namespace == proxy.Namespace)
            .Where(x => Selects(x.Spec, proxy))
            .OrderBy(x => x.Spec.Priority ?? 0)
            .ThenBy(x => x.Namespace != model.RootNamespace)
            .ThenBy(x => x.Meta.Created)
            .ThenBy(x => x.Name, StringComparer.Ordinal);
        return new(
        [
            .. selected.SelectMany(x => (x.Spec.ConfigPatches ?? []).Select((_, place) => new SelectedPatch(x, place))).Where(x => Concerns(x.Written.Match?.Proxy, proxy)),
        ]);
    }

    /// <summary>Those for some kinds of objects in one context.</summary>
    public ValueList<SelectedPatch> For(PatchContext context, params ReadOnlySpan<ApplyTo> kinds)
    {
        if (All.Count == 0) return [];
        var found = new List<SelectedPatch>();
        foreach (var patch in All)
        {
            if ((patch.Context == PatchContext.Any || patch.Context == context) && kinds.Contains(patch.ApplyTo)) found.Add(patch);
        }
        return found.ToValueList();
    }

    private static bool Selects(EnvoyFilter filter, Proxy proxy)
    {
        if (filter.TargetRefs is { Count: > 0 } targets)
        {
            return targets.Any(x => x.Kind == "Gateway" && x.Name is { Length: > 0 } && proxy.Labels.GetValueOrDefault(GatewayNameLabel) == x.Name);
        }
        return Selectors.Selects(filter.WorkloadSelector?.Labels, proxy.Labels);
    }

    private static bool Concerns(ProxyMatch? match, Proxy proxy)
    {
        if (match is null) return true;
        if (match.ProxyVersion is { Length: > 0 } version && !IsMatch(version, proxy.Metadata.Text(VersionKey) ?? "")) return false;
        return (match.Metadata ?? ValueMap<string>.Empty).All(x => proxy.Metadata.Text(x.Key) == x.Value);
    }

    /// <summary>Linear in the text, as RE2 is; an expression that cannot be read matches nothing.</summary>
    private static bool IsMatch(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
