using Mesh.Core.Analysis.Facts;
using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis;

/// <summary>All that analyzers look at, with what several of them ask for worked out once.</summary>
public sealed class AnalysisInput
{
    /// <summary>Namespaces of Kubernetes itself, whose objects are not the user's.</summary>
    private static readonly HashSet<string> SystemNamespaces = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

    private readonly Lazy<HostFacts> _hosts;
    private readonly Lazy<WorkloadFacts> _workloads;
    private readonly Lazy<GatewayFacts> _gateways;
    private readonly Lazy<NamespaceFacts> _namespaces;

    /// <param name="parts">The model, as far as the objects can be modelled.</param>
    /// <param name="configs">The objects to look at; may hold some that are refused, of which the model knows nothing.</param>
    /// <param name="isLive">Whether these are all the objects of a running mesh: then a host or a Secret that is not among them does not exist.</param>
    /// <param name="previous">Facts whose objects are the same are taken from it.</param>
    private AnalysisInput(MeshParts parts, ConfigSet configs, IReadOnlyList<ForeignObject> foreign, IReadOnlySet<ConfigKey> unreadable, bool isLive, AnalysisInput? previous)
    {
        (Parts, Configs, Foreign, Unreadable, IsLive) = (parts, configs, foreign, unreadable, isLive);
        _hosts = Fact(previous?._hosts, () => new HostFacts(this), ConfigKind.Service, ConfigKind.ServiceEntry);
        _workloads = Fact(previous?._workloads, () => new WorkloadFacts(this), ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace);
        _gateways = Fact(previous?._gateways, () => new GatewayFacts(this), ConfigKind.Gateway);
        _namespaces = Fact(previous?._namespaces, () => new NamespaceFacts(this), ConfigKind.Namespace);

        Lazy<T> Fact<T>(Lazy<T>? before, Func<T> make, params ReadOnlySpan<ConfigKind> kinds) =>
            before is not null && IsSame(previous!, kinds) ? before : new(make, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    public MeshParts Parts { get; }

    public MeshConfig Mesh => Parts.Mesh;

    public ConfigSet Configs { get; }

    public IReadOnlyList<ForeignObject> Foreign { get; }

    /// <summary>Objects that are written and could not be read. They exist, whatever they say.</summary>
    public IReadOnlySet<ConfigKey> Unreadable { get; }

    public bool IsLive { get; }

    public HostFacts Hosts => _hosts.Value;

    public WorkloadFacts Workloads => _workloads.Value;

    public GatewayFacts Gateways => _gateways.Value;

    public NamespaceFacts Namespaces => _namespaces.Value;

    public static AnalysisInput OfMesh(MeshParts parts, AnalysisInput? previous = null) => new(parts, parts.Configs, [], new HashSet<ConfigKey>(), isLive: true, previous);

    /// <param name="objects">What is in force of the documents.</param>
    public static AnalysisInput OfDocuments(IReadOnlyList<DocumentReading> readings, IReadOnlyList<ConfigObject> objects, MeshConfig mesh)
    {
        var valid = ConfigSet.Of(objects);
        var known = objects.Select(x => x.Key).ToHashSet();
        var drafts = readings.Select(x => x.Draft).OfType<ConfigObject>().Where(x => !known.Contains(x.Key)).DistinctBy(x => x.Key).ToList();
        known.UnionWith(drafts.Select(x => x.Key));
        var unreadable = readings.Where(x => !x.Document.Valid).Select(Named).OfType<ConfigKey>().Where(x => !known.Contains(x)).ToHashSet();
        var foreign = readings.Select(ForeignKinds.Read).OfType<ForeignObject>().Where(x => !SystemNamespaces.Contains(x.Namespace)).ToList();
        return new(ModelBuilder.BuildParts(valid, mesh, null), valid.With(drafts, []), foreign, unreadable, isLive: false, null);
    }

    /// <summary>Objects of a kind, ordered by namespace and name; those of Kubernetes' own namespaces are left out.</summary>
    public IEnumerable<ConfigObject<TSpec>> All<TSpec>(ConfigKind kind) where TSpec : class =>
        Configs.All<TSpec>(kind).Where(x => !SystemNamespaces.Contains(x.Namespace));

    /// <inheritdoc cref="All"/>
    public IEnumerable<ConfigObject> OfKind(ConfigKind kind) => Configs.OfKind(kind).Where(x => !SystemNamespaces.Contains(x.Namespace));

    public IEnumerable<ConfigObject<NamespaceObject>> AllNamespaces() => Configs.All<NamespaceObject>(ConfigKind.Namespace).Where(x => !SystemNamespaces.Contains(x.Name));

    /// <summary>Workloads that an object of a namespace may concern: its own, or the mesh's when it is of the root namespace.</summary>
    public IEnumerable<Workload> Concerned(string @namespace, ValueMap<string>? labels) => Workloads.Selected(@namespace == Parts.RootNamespace ? null : @namespace, labels);

    /// <summary>Whether what is not among the objects of a kind does not exist, as far as anyone can tell.</summary>
    public bool KnowsAll(ConfigKind kind) => IsLive || Configs.Has(kind);

    public bool Exists<TSpec>(ConfigKind kind, string @namespace, string name) where TSpec : class =>
        Configs.Find<TSpec>(kind, @namespace, name) is not null || Unreadable.Contains(new(kind, @namespace, name));

    /// <summary>Whether an analyzer that reads these kinds has nothing new to look at.</summary>
    internal bool IsSame(AnalysisInput previous, params ReadOnlySpan<ConfigKind> kinds)
    {
        if (!ReferenceEquals(Mesh, previous.Mesh) || !ReferenceEquals(Foreign, previous.Foreign) && (Foreign.Count > 0 || previous.Foreign.Count > 0)) return false;
        foreach (var kind in kinds)
        {
            if (!Configs.SameAs(previous.Configs, kind)) return false;
        }
        return true;
    }

    private static ConfigKey? Named(DocumentReading reading)
    {
        if (reading.Document.Key is { } key) return key;
        var (version, kind, name) = (reading.Document.ApiVersion, reading.Document.Kind, reading.Document.Name);
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        if (name.Length == 0 || ConfigKinds.Find(slash < 0 ? "" : version[..slash], kind) is not { } info) return null;
        return new(info.Kind, info.Namespaced && reading.Document.Namespace.Length == 0 ? "default" : reading.Document.Namespace, name);
    }
}
