using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>VirtualServices by the gateway they are bound to and by who may see them.</summary>
public sealed class VirtualServiceIndex
{
    /// <summary>The word that binds a VirtualService to every sidecar; also what an empty list of gateways means.</summary>
    public const string MeshGateway = "mesh";

    private readonly Dictionary<(string Namespace, string Gateway), List<ConfigObject<VirtualService>>> _private = [];
    private readonly Dictionary<(string Namespace, string Gateway), List<ConfigObject<VirtualService>>> _exported = [];
    private readonly Dictionary<string, List<ConfigObject<VirtualService>>> _public = [];
    private readonly HashSet<string> _gateways = [];

    private readonly Dictionary<ConfigObject<VirtualService>, ConfigObject<VirtualService>> _resolved = [];

    /// <param name="byAge">As written; the oldest first.</param>
    /// <param name="previous">What it resolved and what did not change since is taken from it.</param>
    public VirtualServiceIndex(
        IEnumerable<ConfigObject<VirtualService>> byAge, IReadOnlyList<string> defaultExportTo, VirtualServiceIndex? previous = null)
    {
        foreach (var written in byAge)
        {
            var config = _resolved[written] = previous?._resolved.GetValueOrDefault(written) ?? VirtualServiceNames.Resolve(written);
            var exportTo = config.Spec.ExportTo is { Count: > 0 } own ? own : (IReadOnlyList<string>)defaultExportTo;
            foreach (var gateway in GatewaysOf(config))
            {
                _gateways.Add(gateway);
                File(config, gateway, exportTo);
            }
        }
    }

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

    /// <summary>Names as <c>namespace/name</c>, or <see cref="MeshGateway"/>.</summary>
    public static IEnumerable<string> GatewaysOf(ConfigObject<VirtualService> config)
    {
        if (config.Spec.Gateways is not { Count: > 0 } gateways) return [MeshGateway];
        return gateways.Select(x => GatewayName(x, config.Namespace)).Distinct();
    }

    /// <summary>The full name of a gateway that an object of <paramref name="owner"/> names.</summary>
    public static string GatewayName(string written, string owner) => written == MeshGateway || written.Contains('/')
        ? written
        : written.Contains('.') && written.Split('.') is [var name, var ns, ..] ? $"{ns}/{name}" : $"{owner}/{written}";

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
        list.Add(config);
    }
}
