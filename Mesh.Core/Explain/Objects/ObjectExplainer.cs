using Mesh.Core.Config;
using Mesh.Core.Explain.Report;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Explain.Objects;

/// <summary>Says which proxies an object reaches, which resources it makes for them, and why the others go without.</summary>
public static class ObjectExplainer
{
    private const string MadeOf = "made of it";

    /// <param name="proxies">With what they hold.</param>
    /// <param name="without">What a proxy would hold if the object were not there; null where nobody has worked that out.</param>
    public static ObjectExplanation Explain(MeshModel model, ConfigObject about, IReadOnlyList<KnownProxy> proxies, Func<Proxy, XdsSnapshot>? without)
    {
        var reaches = proxies.OrderBy(x => x.Proxy.Id, StringComparer.Ordinal).Select(x => Reach(model, about, x, without)).ToList();
        var notes = new List<string>();
        if (proxies.Count == 0) notes.Add("no proxy is known: there is no Pod with a sidecar among the configuration, and none was named");
        return new(Names.Of(about.Key), about.Source.ToString(), reaches, [.. Conflicts.Of(model, about, [.. proxies.Select(x => ProxyReader.Join(x.Proxy, model))])], notes);
    }

    private static ProxyReach Reach(MeshModel model, ConfigObject about, KnownProxy known, Func<Proxy, XdsSnapshot>? without)
    {
        var resources = Resources(about.Key, known.Snapshot, without?.Invoke(known.Proxy)).ToList();
        var why = resources.Count > 0 ? null : Unreached.Why(model, about, ProxyReader.Join(known.Proxy, model));
        return new(known.Proxy.Id, why, resources);
    }

    private static IEnumerable<ReachedResource> Resources(ConfigKey key, XdsSnapshot with, XdsSnapshot? without)
    {
        foreach (var type in XdsType.All.Where(x => x != XdsType.Secret))
        {
            foreach (var resource in with[type].All)
            {
                var made = resource.Origins.Contains(key);
                var other = without?[type].Find(resource.Name);
                var how = (made, without is null, other) switch
                {
                    (true, true, _) => MadeOf,
                    (_, false, null) => "there because of it",
                    (_, false, { } before) when before.Version != resource.Version => made ? $"{MadeOf}, and others" : "changed by it",
                    _ => null,
                };
                if (how is not null) yield return new(type.ShortName, resource.Name, how);
            }
            foreach (var gone in without?[type].All.Where(x => with[type].Find(x.Name) is null) ?? []) yield return new(type.ShortName, gone.Name, "kept out by it");
        }
    }
}
