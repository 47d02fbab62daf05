using System.Collections.Concurrent;
using Io.Prometheus.Client;

namespace Mesh.Gateway.Telemetry;

/// <summary>What a proxy last said of itself.</summary>
public sealed record ProxyStat(string Proxy, DateTimeOffset At, IReadOnlyDictionary<string, double> Values);

/// <summary>
/// The few statistics of proxies that tell how they are, by proxy: memory, life, connections, what of the configuration they did not take. The rest of the
/// thousands that an Envoy has stays with whoever scrapes it.
/// </summary>
public sealed class ProxyStats(TimeProvider time)
{
    private const int MostProxies = 20_000;

    private static readonly HashSet<string> Kept =
    [
        "server.memory_allocated", "server.memory_heap_size", "server.uptime", "server.live", "server.state", "server.total_connections", "server.concurrency",
        "server.days_until_first_cert_expiring", "cluster_manager.active_clusters", "cluster_manager.warming_clusters", "listener_manager.total_listeners_active",
        "listener_manager.total_listeners_warming", "cluster_manager.cds.update_rejected", "listener_manager.lds.update_rejected", "control_plane.connected_state",
    ];

    private readonly ConcurrentDictionary<string, ProxyStat> _proxies = [];

    public IReadOnlyList<ProxyStat> All => [.. _proxies.Values.OrderBy(x => x.Proxy, StringComparer.Ordinal)];

    public void Take(string proxy, IEnumerable<MetricFamily> families)
    {
        var values = new Dictionary<string, double>();
        foreach (var family in families)
        {
            if (!Kept.Contains(family.Name) || family.Metric is not [.., var last]) continue;
            values[family.Name] = last.Gauge?.Value ?? last.Counter?.Value ?? last.Untyped?.Value ?? 0;
        }
        if (values.Count == 0 || (_proxies.Count >= MostProxies && !_proxies.ContainsKey(proxy))) return;
        _proxies.AddOrUpdate(proxy, new ProxyStat(proxy, time.GetUtcNow(), values), (_, old) => old with { At = time.GetUtcNow(), Values = Merge(old.Values, values) });
    }

    public void Forget(string proxy) => _proxies.TryRemove(proxy, out _);

    private static Dictionary<string, double> Merge(IReadOnlyDictionary<string, double> old, Dictionary<string, double> newer)
    {
        var merged = new Dictionary<string, double>(old);
        foreach (var (name, value) in newer) merged[name] = value;
        return merged;
    }
}
