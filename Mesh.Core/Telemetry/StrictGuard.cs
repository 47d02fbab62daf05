using System.Globalization;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Telemetry;

/// <summary>Whether a change would require mutual TLS of those who were seen to speak plaintext. Pure.</summary>
public static class StrictGuard
{
    private const int MostNamed = 5;

    /// <param name="before">What is in force.</param>
    /// <param name="after">What would be.</param>
    /// <param name="changed">Objects that differ between the two.</param>
    /// <param name="seen">Plaintext of late.</param>
    /// <returns>The PeerAuthentications of <paramref name="changed"/> that would cut somebody off, and whom.</returns>
    public static IReadOnlyDictionary<ConfigKey, IReadOnlyList<PlaintextEdge>> Check(
        ConfigSet before, ConfigSet after, IEnumerable<ConfigObject> changed, IReadOnlyList<PlaintextEdge> seen, string rootNamespace)
    {
        var keys = changed.Where(x => x.Kind == ConfigKind.PeerAuthentication).Select(x => x.Key).ToHashSet();
        var cut = new Dictionary<ConfigKey, IReadOnlyList<PlaintextEdge>>();
        if (keys.Count == 0 || seen.Count == 0) return cut;
        var (old, next) = (IndexOf(before, rootNamespace), IndexOf(after, rootNamespace));
        foreach (var edge in seen.Where(x => !x.Destination.IsUnknown))
        {
            var labels = LabelsOf(edge.Destination, after);
            var asked = next.Of(edge.Destination.Namespace, labels);
            if (!Tightens(old.Of(edge.Destination.Namespace, labels), asked)) continue;
            foreach (var key in asked.Origins.Where(keys.Contains)) cut[key] = [.. cut.GetValueOrDefault(key, []), edge];
        }
        return cut;
    }

    /// <param name="window">How far back was looked.</param>
    public static ConfigError Tell(IReadOnlyList<PlaintextEdge> cut, TimeSpan window) => new(
        "spec.mtls.mode",
        $"STRICT would cut off plaintext that was seen in the last {Text(window)}: {string.Join("; ", cut.Take(MostNamed).Select(Name))}{(cut.Count > MostNamed ? $"; and {cut.Count - MostNamed} more" : "")}. "
        + "`actormesh mtls report` lists it; the object is looked at again while it waits");

    /// <summary>Some port requires now what it did not before.</summary>
    private static bool Tightens(WorkloadMutualTls was, WorkloadMutualTls @is) =>
        (@is.Mode == MutualTlsMode.Strict && was.Mode != MutualTlsMode.Strict)
        || @is.Ports.Concat(was.Ports).Any(x => @is.OfPort(x) == MutualTlsMode.Strict && was.OfPort(x) != MutualTlsMode.Strict);

    private static PeerAuthenticationIndex IndexOf(ConfigSet configs, string rootNamespace) =>
        new(configs.All<PeerAuthentication>(ConfigKind.PeerAuthentication).OrderBy(x => x.Meta.Created).ThenBy(x => (x.Name, x.Namespace)), rootNamespace);

    /// <summary>Those of a pod of the workload; without one, what traffic itself tells.</summary>
    private static IReadOnlyDictionary<string, string> LabelsOf(Peer workload, ConfigSet configs)
    {
        var pod = configs.All<PodObject>(ConfigKind.Pod).FirstOrDefault(x => x.Namespace == workload.Namespace && WorkloadNames.Of(x) == workload.Workload);
        return pod is not null ? pod.Meta.Labels : ValueMap<string>.From([new("app", workload.App), new("version", workload.Version)]);
    }

    private static string Name(PlaintextEdge edge) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Place(edge.Source)} to {Place(edge.Destination)} ({(edge.Connections > 0 ? $"{edge.Connections} connections" : $"{edge.Requests} requests")}, last {edge.Last.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z)");

    private static string Place(Peer peer) => peer.IsUnknown ? "somebody without a sidecar" : $"{peer.Namespace}/{peer.Workload}";

    private static string Text(TimeSpan window) => window.TotalHours >= 1 && window.Minutes == 0 ? $"{window.TotalHours:0} h" : $"{window.TotalMinutes:0} min";
}
