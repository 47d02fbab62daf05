using Mesh.Core.Config;
using Mesh.Core.Config.Binding;
using Mesh.Core.Values;

namespace Mesh.Core.Explain.Objects;

/// <summary>
/// Finds the object that a person means: <c>virtualservice/default/reviews</c>, <c>vs/reviews.default</c>, <c>vs/reviews</c>, with kubectl's short names,
/// plurals and any case.
/// </summary>
public static class ObjectNames
{
    private const int MostSuggestions = 5;

    private static readonly Dictionary<string, ConfigKind> ShortNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["vs"] = ConfigKind.VirtualService,
        ["dr"] = ConfigKind.DestinationRule,
        ["gw"] = ConfigKind.Gateway,
        ["se"] = ConfigKind.ServiceEntry,
        ["we"] = ConfigKind.WorkloadEntry,
        ["wg"] = ConfigKind.WorkloadGroup,
        ["ef"] = ConfigKind.EnvoyFilter,
        ["pa"] = ConfigKind.PeerAuthentication,
        ["ra"] = ConfigKind.RequestAuthentication,
        ["ap"] = ConfigKind.AuthorizationPolicy,
        ["svc"] = ConfigKind.Service,
        ["po"] = ConfigKind.Pod,
        ["no"] = ConfigKind.Node,
        ["ns"] = ConfigKind.Namespace,
        ["cm"] = ConfigKind.ConfigMap,
        ["ep"] = ConfigKind.Endpoints,
        ["sa"] = ConfigKind.ServiceAccount,
    };

    /// <param name="namespace">Where to look when the name says none; null for everywhere.</param>
    public static (ConfigObject? Object, ConfigError? Error) Find(IEnumerable<ConfigObject> objects, string written, string? @namespace)
    {
        var parts = written.Split('/');
        if (parts.Length is < 2 or > 3 || parts.Any(x => x.Length == 0)) return Wrong($"\"{written}\" must be KIND/NAMESPACE/NAME, such as virtualservice/default/reviews or vs/reviews.default");
        if (KindOf(parts[0]) is not { } kind) return Wrong($"there is no kind \"{parts[0]}\"{NearestName.Hint(parts[0], KindWords())}");
        var all = objects.Where(x => x.Kind == kind).ToList();
        var found = parts.Length == 3 ? all.Where(x => x.Namespace == parts[1] && x.Name == parts[2]).ToList() : Named(all, parts[1], @namespace);
        return found.Count switch
        {
            1 => (found[0], null),
            0 => Wrong($"there is no {kind} {string.Join('/', parts.Skip(1))}{Near(all, parts[^1], objects)}"),
            _ => Wrong($"several are called {parts[^1]}: {string.Join(", ", found.Select(x => Names.Of(x.Key)))}"),
        };
    }

    /// <summary>Whether somebody who writes this may mean an object.</summary>
    public static bool LooksLikeOne(string written) => written.Split('/') is { Length: 2 or 3 } parts && KindOf(parts[0]) is not null;

    /// <summary>NAME, or NAME.NAMESPACE; names of some kinds may hold dots themselves.</summary>
    private static List<ConfigObject> Named(List<ConfigObject> all, string name, string? @namespace)
    {
        var exact = all.Where(x => x.Name == name && (@namespace is null || x.Namespace == @namespace || x.Namespace.Length == 0)).ToList();
        if (exact.Count > 0) return exact;
        var dot = name.LastIndexOf('.');
        return dot < 0 ? [] : all.Where(x => x.Name == name[..dot] && x.Namespace == name[(dot + 1)..]).ToList();
    }

    private static ConfigKind? KindOf(string word)
    {
        var bare = word.Split('.')[0].Replace("-", "", StringComparison.Ordinal);
        if (ShortNames.TryGetValue(bare, out var kind)) return kind;
        return ConfigKinds.All.FirstOrDefault(x => x.Name.Equals(bare, StringComparison.OrdinalIgnoreCase) || x.Plural.Equals(bare, StringComparison.OrdinalIgnoreCase))?.Kind;
    }

    private static IEnumerable<string> KindWords() => ConfigKinds.All.Select(x => x.Name.ToLowerInvariant()).Concat(ShortNames.Keys);

    private static string Near(List<ConfigObject> ofKind, string name, IEnumerable<ConfigObject> all)
    {
        var bare = name.Split('.')[0];
        var near = ofKind.Where(x => x.Name == bare)
            .Concat(ofKind.Where(x => NearestName.Find(name, [x.Name]) is not null || NearestName.Find(bare, [x.Name]) is not null))
            .Concat(all.Where(x => x.Name == bare || x.Name == name))
            .Select(x => Names.Of(x.Key)).Distinct().Take(MostSuggestions).ToList();
        if (near.Count > 0) return $"; did you mean {string.Join(" or ", near)}?";
        return ofKind.Count == 0 ? "; there is none of this kind" : $"; there are {Words.List(ofKind.Select(x => Names.Of(x.Key)), MostSuggestions)}";
    }

    private static (ConfigObject?, ConfigError?) Wrong(string reason) => (null, new("object", reason));
}
