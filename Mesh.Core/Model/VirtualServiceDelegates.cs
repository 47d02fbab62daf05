using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>
/// A root VirtualService hands some of its routes to others, which have no hosts of their own. Each route of a delegate takes over what it leaves
/// unset from the root's route, and matches what both ask for. Spec: istio.networking.v1alpha3.Delegate.
/// </summary>
public static class VirtualServiceDelegates
{
    public static bool IsDelegate(ConfigObject<VirtualService> config) => config.Spec.Hosts is not { Count: > 0 };

    /// <summary>The delegates that a root names, each once.</summary>
    public static IReadOnlyList<ConfigKey> Named(ConfigObject<VirtualService> root) =>
        [.. (root.Spec.Http ?? []).Where(x => x.Delegate is not null).Select(x => KeyOf(x.Delegate!, root.Namespace)).Distinct()];

    /// <param name="visible">The delegates that exist and are exported to the root's namespace. A route to another one is left out.</param>
    public static ConfigObject<VirtualService> Merge(ConfigObject<VirtualService> root, IReadOnlyDictionary<ConfigKey, ConfigObject<VirtualService>> visible)
    {
        var routes = new List<HttpRoute>();
        foreach (var route in root.Spec.Http ?? [])
        {
            if (route.Delegate is null) routes.Add(route);
            else if (visible.TryGetValue(KeyOf(route.Delegate, root.Namespace), out var found)) routes.AddRange(Merge(route, found.Spec.Http ?? []));
        }
        return new(root.Kind, root.Meta, root.Source, root.Spec with { Http = routes.ToValueList() });
    }

    private static ConfigKey KeyOf(DelegateReference reference, string rootNamespace) =>
        new(ConfigKind.VirtualService, reference.Namespace is { Length: > 0 } ns ? ns : rootNamespace, reference.Name ?? "");

    private static IEnumerable<HttpRoute> Merge(HttpRoute root, ValueList<HttpRoute> routes)
    {
        foreach (var route in routes)
        {
            // Where the two contradict each other nothing could match: the route goes.
            if (!DelegateMatches.TryMerge(root.Match, route.Match, out var match)) continue;
            yield return route with
            {
                Match = match,
                Name = Join(root.Name, route.Name),
                Rewrite = route.Rewrite ?? root.Rewrite,
                DirectResponse = route.DirectResponse ?? root.DirectResponse,
                Timeout = route.Timeout ?? root.Timeout,
                Retries = route.Retries ?? root.Retries,
                Fault = route.Fault ?? root.Fault,
                Mirror = route.Mirror ?? root.Mirror,
                MirrorPercent = route.MirrorPercent ?? root.MirrorPercent,
                MirrorPercentage = route.MirrorPercentage ?? root.MirrorPercentage,
                Mirrors = route.Mirrors is { Count: > 0 } ? route.Mirrors : root.Mirrors,
                CorsPolicy = route.CorsPolicy ?? root.CorsPolicy,
                Headers = route.Headers ?? root.Headers,
            };
        }
    }

    internal static string? Join(string? root, string? own) =>
        own is not { Length: > 0 } ? root : root is { Length: > 0 } ? $"{root}-{own}" : own;
}
