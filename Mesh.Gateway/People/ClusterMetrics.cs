using Mesh.Actors;
using Prometheus;

namespace Mesh.Gateway.People;

/// <summary>What this member knows of the cluster, read when somebody asks.</summary>
public sealed class ClusterMetrics
{
    private readonly Counter _balanced;

    public ClusterMetrics(CollectorRegistry registry, MeshActors actors)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        _balanced = metrics.CreateCounter("actormesh_streams_balanced_total", "Streams that were ended so that they come back at members with fewer.");
        var members = metrics.CreateGauge("actormesh_members", "Members of the control plane that this one knows, by whether they can be reached.", "reachable");
        var revision = metrics.CreateGauge("actormesh_config_revision", "Revision of the configuration that this member serves from; it should be the same on all of them.");
        var keeps = metrics.CreateGauge("actormesh_keeps_config", "1 on the member where the one keeper of the configuration lives.");
        registry.AddBeforeCollectCallback(() =>
        {
            var all = actors.Members.Directory.All;
            members.WithLabels("true").Set(all.Count(x => x.IsReachable));
            members.WithLabels("false").Set(all.Count(x => !x.IsReachable));
            revision.Set(actors.Revision);
            keeps.Set(all.Any(x => x is { IsSelf: true, IsOldest: true }) ? 1 : 0);
        });
    }

    public void Balanced(int streams) => _balanced.Inc(streams);
}
