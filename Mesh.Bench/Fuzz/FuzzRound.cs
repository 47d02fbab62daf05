using Mesh.Core.Checks;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Bench.Fuzz;

/// <summary>What one damaged mesh came to.</summary>
/// <param name="Fault">null when all is well.</param>
/// <param name="Withheld">Resources that Envoy would have refused, and that so did not leave.</param>
/// <param name="Snapshots">What each proxy would be sent.</param>
public sealed record FuzzResult(int Seed, string Case, string Text, string? Fault, int Accepted, IReadOnlyList<Withheld> Withheld, IReadOnlyList<(Proxy Proxy, XdsSnapshot Snapshot)> Snapshots);

/// <summary>
/// One seed, one damaged mesh, read, built, translated and checked: no exception, nothing slow, no flood of memory, no resource that a check refuses, and
/// the same from a change as from scratch.
/// </summary>
public sealed class FuzzRound(FuzzCorpus corpus)
{
    private const long MostMemory = 2L << 30;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    private readonly Donations _donations = new(corpus.Donors);
    private readonly Dictionary<string, (ConfigSet Configs, MeshModel Model)> _undamaged = [];

    public FuzzResult Run(int seed)
    {
        var random = new Random(seed);
        var about = corpus.Cases[random.Next(corpus.Cases.Count)];
        var text = string.Join("\n---\n", Damaged(about, random));
        // CPU rather than time: a busy machine is no fault.
        var before = Environment.CpuUsage.TotalTime;
        var memory = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var (accepted, withheld, snapshots, fault) = Judge(about, text, random.Next(4) == 0);
            var took = Environment.CpuUsage.TotalTime - before;
            if (took > Slow) fault ??= $"it took {took.TotalSeconds:0} s of CPU";
            if (GC.GetAllocatedBytesForCurrentThread() - memory > MostMemory) fault ??= $"it took {(GC.GetAllocatedBytesForCurrentThread() - memory) >> 20} MiB";
            return new(seed, about.Name, text, fault, accepted, withheld, snapshots);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new(seed, about.Name, text, e.ToString(), 0, [], []);
        }
    }

    private List<string> Damaged(FuzzCase about, Random random)
    {
        var damage = new YamlDamage(random, corpus.Donors, _donations);
        var documents = about.Documents.ToList();
        for (var i = 1 + random.Next(3); i > 0 && documents.Count > 0; i--)
        {
            var at = random.Next(documents.Count);
            documents[at] = damage.Strike(documents[at]);
        }
        for (var i = random.Next(3); i > 0; i--) documents.Add(random.Next(2) == 0 ? damage.Stranger() : damage.Strike(damage.Stranger()));
        return documents;
    }

    private (int Accepted, IReadOnlyList<Withheld>, IReadOnlyList<(Proxy, XdsSnapshot)>, string? Fault) Judge(FuzzCase about, string text, bool alsoAsChange)
    {
        var documents = ConfigReader.Read("fuzz.yaml", text);
        if (documents.SelectMany(x => x.Errors).FirstOrDefault(x => x.Reason.Contains("fault of ActorMesh", StringComparison.Ordinal)) is { } ours) return (0, [], [], ours.ToString());
        var objects = Live(documents);
        var model = ModelBuilder.Build(ConfigSet.Of(objects), about.Mesh);
        var pipeline = new SnapshotPipeline(PipelineOptions.Default);
        var (withheld, snapshots) = (new List<Withheld>(), new List<(Proxy, XdsSnapshot)>());
        string? fault = null;
        foreach (var proxy in about.Proxies)
        {
            var outcome = pipeline.Snapshot(model, proxy, DateTimeOffset.UnixEpoch);
            withheld.AddRange(outcome.Withheld);
            snapshots.Add((proxy, outcome.Snapshot));
            fault ??= Refused(outcome.Snapshot);
        }
        if (alsoAsChange) fault ??= DiffersAsChange(about, objects, snapshots);
        return (objects.Count, withheld, snapshots, fault);
    }

    private static IReadOnlyList<ConfigObject> Live(IReadOnlyList<ReadDocument> documents)
    {
        var store = new ConfigStore();
        store.Apply([new("fuzz.yaml", documents)]);
        return [.. store.Objects.OrderBy(x => x.Key)];
    }

    /// <summary>What left has passed the checks once; a second look is at the packed bytes.</summary>
    private static string? Refused(XdsSnapshot snapshot)
    {
        foreach (var type in XdsType.All.Where(x => x != XdsType.Secret))
        {
            foreach (var resource in snapshot[type].All)
            {
                var message = EnvoyTypes.Find(resource.Body.TypeUrl)?.Parser.ParseFrom(resource.Body.Value);
                if (message is not null && ResourceCheck.Check(message) is [var first, ..]) return $"{type} {resource.Name} left although {first}";
            }
        }
        return null;
    }

    /// <summary>The damaged mesh reached from the whole one, as a running member reaches it.</summary>
    private string? DiffersAsChange(FuzzCase about, IReadOnlyList<ConfigObject> objects, IReadOnlyList<(Proxy Proxy, XdsSnapshot Snapshot)> expected)
    {
        if (!_undamaged.TryGetValue(about.Name, out var before))
        {
            var configs = ConfigSet.Of(Live(ConfigReader.Read("fuzz.yaml", string.Join("\n---\n", about.Documents))));
            before = _undamaged[about.Name] = (configs, ModelBuilder.Build(configs, about.Mesh));
        }
        var gone = before.Configs.Everything.Select(x => x.Key).Except(objects.Select(x => x.Key));
        var model = ModelBuilder.Build(before.Configs.With(objects, gone), about.Mesh, before.Model);
        var pipeline = new SnapshotPipeline(PipelineOptions.Default);
        foreach (var (proxy, snapshot) in expected)
        {
            pipeline.Snapshot(before.Model, proxy, DateTimeOffset.UnixEpoch);
            // After the grace of routes nothing is kept that the new mesh does not have.
            pipeline.Snapshot(model, proxy, DateTimeOffset.UnixEpoch);
            var changed = pipeline.Snapshot(model, proxy, DateTimeOffset.UnixEpoch.AddHours(1)).Snapshot;
            foreach (var type in XdsType.All)
            {
                var differing = snapshot[type].All.Select(x => (x.Name, x.Version)).Except(changed[type].All.Select(x => (x.Name, x.Version)))
                    .Concat(changed[type].All.Select(x => (x.Name, x.Version)).Except(snapshot[type].All.Select(x => (x.Name, x.Version)))).Select(x => x.Name).Distinct().ToList();
                // What was withheld for a fault keeps its last good version, which a mesh from scratch does not have.
                if (differing.Count > 0 && pipeline.Snapshot(model, proxy, DateTimeOffset.UnixEpoch.AddHours(1)).Withheld.Count == 0) return $"{proxy.Id}: {type} {string.Join(", ", differing)} differ when the mesh changes instead of starting";
            }
        }
        return null;
    }
}
