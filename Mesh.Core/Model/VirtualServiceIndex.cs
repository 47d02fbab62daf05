using Mesh.Core.Config;

namespace Mesh.Core.Model;

/// <summary>VirtualServices by the gateway they are bound to and by who may see them. Names are resolved, delegates are merged into their roots.</summary>
public sealed class VirtualServiceIndex
{
    /// <summary>The word that binds a VirtualService to every sidecar; also what an empty list of gateways means.</summary>
    public const string MeshGateway = "mesh";

    private readonly Dictionary<(string Namespace, string Gateway), List<ConfigObject<VirtualService>>> _private = [];
    private readonly Dictionary<(string Namespace, string Gateway), List<ConfigObject<VirtualService>>> _exported = [];
    private readonly Dictionary<string, List<ConfigObject<VirtualService>>> _public = [];
    private readonly HashSet<string> _gateways = [];
    private readonly Dictionary<ConfigObject<VirtualService>, ConfigObject<VirtualService>> _resolved = [];
    private readonly Dictionary<ConfigObject<VirtualService>, Merged> _merged = [];
    private readonly Dictionary<ConfigObject<VirtualService>, IReadOnlyList<ConfigKey>> _origins = [];

    /// <param name="byAge">As written; the oldest first.</param>
    /// <param name="previous">What it resolved and what did not change since is taken from it.</param>
    public VirtualServiceIndex(
        IEnumerable<ConfigObject<VirtualService>> byAge, IReadOnlyList<string> defaultExportTo, VirtualServiceIndex? previous = null)
    {
        IReadOnlyList<ConfigObject<VirtualService>> all = [.. byAge];
        foreach (var written in all)
        {
            _resolved[written] = previous?._resolved.GetValueOrDefault(written) ?? VirtualServiceNames.Resolve(written);
        }
        All = [.. all.Select(x => _resolved[x])];
        var delegates = all.Where(VirtualServiceDelegates.IsDelegate).ToDictionary(x => x.Key, x => _resolved[x]);
        foreach (var written in all.Where(x => !VirtualServiceDelegates.IsDelegate(x)))
        {
            var config = WithDelegates(_resolved[written], delegates, defaultExportTo, previous);
            var exportTo = config.Spec.ExportTo is { Count: > 0 } own ? own : defaultExportTo;
            foreach (var gateway in GatewaysOf(config))
            {
                _gateways.Add(gateway);
                File(config, gateway, exportTo);
            }
        }
    }

    /// <summary>Every one as it is written, delegates too, with names resolved; the oldest first.</summary>
    public IReadOnlyList<ConfigObject<VirtualService>> All { get; }

    /// <summary>In the order of their precedence: private ones, those exported to the namespace, public ones; inside each the oldest first.</summary>
    public IReadOnlyList<ConfigObject<VirtualService>> For(string viewer, string gateway)
    {
        if (!_gateways.Contains(gateway)) return [];
        return
        [
            .. _private.GetValueOrDefault((viewer, gateway), []),
            .. _exported.GetValueOrDefault((viewer, gateway), []),
            .. _public.GetValueOrDefault(gateway, []),
        ];
    }

    /// <summary>The objects that one of this index was made of: itself and its delegates.</summary>
    public IReadOnlyList<ConfigKey> OriginsOf(ConfigObject<VirtualService> config) => _origins.GetValueOrDefault(config) ?? [config.Key];

    /// <summary>Names as <c>namespace/name</c>, or <see cref="MeshGateway"/>.</summary>
    public static IEnumerable<string> GatewaysOf(ConfigObject<VirtualService> config)
    {
        if (config.Spec.Gateways is not { Count: > 0 } gateways) return [MeshGateway];
        return gateways.Select(x => GatewayName(x, config.Namespace)).Distinct();
    }

    /// <summary>The full name of a gateway that an object of <paramref name="owner"/> names: <c>name</c>, <c>./name</c>, <c>ns/name</c> or <c>name.ns.svc…</c>.</summary>
    public static string GatewayName(string written, string owner)
    {
        if (written == MeshGateway) return written;
        if (written.StartsWith("./", StringComparison.Ordinal)) return $"{owner}{written[1..]}";
        if (written.Contains('/')) return written;
        return written.Split('.') is [var name, var ns, ..] ? $"{ns}/{name}" : $"{owner}/{written}";
    }

    private ConfigObject<VirtualService> WithDelegates(
        ConfigObject<VirtualService> root, Dictionary<ConfigKey, ConfigObject<VirtualService>> delegates, IReadOnlyList<string> defaultExportTo, VirtualServiceIndex? previous)
    {
        IReadOnlyList<ConfigKey> names = VirtualServiceDelegates.Named(root);
        if (names.Count == 0) return root;
        var visible = new Dictionary<ConfigKey, ConfigObject<VirtualService>>();
        foreach (var name in names)
        {
            if (delegates.TryGetValue(name, out var found) && IsVisible(found, root.Namespace, defaultExportTo)) visible[name] = found;
        }
        var before = previous?._merged.GetValueOrDefault(root);
        var merged = before is not null && before.IsOf(visible) ? before : new(VirtualServiceDelegates.Merge(root, visible), visible);
        _merged[root] = merged;
        _origins[merged.Config] = [root.Key, .. visible.Keys.Order()];
        return merged.Config;
    }

    private static bool IsVisible(ConfigObject<VirtualService> config, string viewer, IReadOnlyList<string> defaultExportTo) =>
        Visibility.IsVisible(config.Spec.ExportTo is { Count: > 0 } own ? own : defaultExportTo, config.Namespace, viewer);

    private void File(ConfigObject<VirtualService> config, string gateway, IReadOnlyList<string> exportTo)
    {
        if (exportTo.Contains(Visibility.None)) return;
        if (exportTo.Contains(Visibility.Public))
        {
            Add(_public, gateway, config);
            return;
        }
        foreach (var target in exportTo.Distinct())
        {
            if (target == Visibility.Private || target == config.Namespace) Add(_private, (config.Namespace, gateway), config);
            else Add(_exported, (target, gateway), config);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<ConfigObject<VirtualService>>> index, TKey key, ConfigObject<VirtualService> config)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list)) index[key] = list = [];
        if (!list.Contains(config)) list.Add(config);
    }

    /// <summary>A root and what was found of its delegates.</summary>
    private sealed record Merged(ConfigObject<VirtualService> Config, Dictionary<ConfigKey, ConfigObject<VirtualService>> Delegates)
    {
        public bool IsOf(Dictionary<ConfigKey, ConfigObject<VirtualService>> delegates) =>
            delegates.Count == Delegates.Count && delegates.All(x => ReferenceEquals(Delegates.GetValueOrDefault(x.Key), x.Value));
    }
}
