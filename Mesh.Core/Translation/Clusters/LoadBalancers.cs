using Envoy.Config.Cluster.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Endpoints;

namespace Mesh.Core.Translation.Clusters;

/// <summary>trafficPolicy.loadBalancer → lb_policy and its settings.</summary>
internal static class LoadBalancers
{
    /// <summary>What Envoy shows for a runtime key that is never looked up; the field must not be empty.</summary>
    private const string NoRuntimeKey = "(";

    /// <summary>Envoy's default.</summary>
    private const ulong DefaultRingSize = 1024;

    public static void Apply(ClusterDraft draft, LoadBalancerSettings? settings, LocalityPolicy locality)
    {
        Locality(draft, locality);
        var cluster = draft.Cluster;
        switch (settings?.Simple)
        {
            case SimpleLb.Random:
                cluster.LbPolicy = Cluster.Types.LbPolicy.Random;
                break;
            case SimpleLb.RoundRobin:
                cluster.LbPolicy = Cluster.Types.LbPolicy.RoundRobin;
                if (SlowStart(settings) is { } roundRobin) cluster.RoundRobinLbConfig = new() { SlowStartConfig = roundRobin };
                break;
            case SimpleLb.Passthrough:
                cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
                cluster.Type = Cluster.Types.DiscoveryType.OriginalDst;
                cluster.LoadAssignment = null;
                break;
            default:
                cluster.LbPolicy = Cluster.Types.LbPolicy.LeastRequest;
                if (SlowStart(settings) is { } leastRequest) cluster.LeastRequestLbConfig = new() { SlowStartConfig = leastRequest };
                break;
        }
        if (settings?.ConsistentHash is { } hash) ConsistentHash(cluster, hash);
        if (draft.IsOriginalDestination) ProvidedByCluster(cluster);
    }

    /// <summary>The original destination is the one choice there is.</summary>
    public static void ProvidedByCluster(Cluster cluster)
    {
        cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
        cluster.ClearLbConfig();
    }

    private static void Locality(ClusterDraft draft, LocalityPolicy locality)
    {
        if (locality.ZoneAware is { } zones)
        {
            draft.WithCommonLb().ZoneAwareLbConfig = new() { MinClusterSize = zones.MinClusterSize };
        }
        else if (locality.IsWeighted)
        {
            draft.WithCommonLb().LocalityWeightedLbConfig = new();
        }
    }

    /// <summary>New endpoints take their full share only after a while: warmup, or warmupDurationSecs of old.</summary>
    private static Cluster.Types.SlowStartConfig? SlowStart(LoadBalancerSettings? settings)
    {
        if (settings?.Warmup is { } warmup)
        {
            return new()
            {
                SlowStartWindow = warmup.Duration?.ToDuration(),
                Aggression = new() { DefaultValue = warmup.Aggression ?? 1, RuntimeKey = NoRuntimeKey },
                MinWeightPercent = new() { Value = warmup.MinimumPercent ?? 10 },
            };
        }
        return settings?.WarmupDurationSecs is { } window ? new() { SlowStartWindow = window.ToDuration() } : null;
    }

    private static void ConsistentHash(Cluster cluster, ConsistentHashLb hash)
    {
        cluster.ClearLbConfig();
        if (hash.Maglev is { } maglev)
        {
            cluster.LbPolicy = Cluster.Types.LbPolicy.Maglev;
            if (maglev.TableSize is > 0 and var size) cluster.MaglevLbConfig = new() { TableSize = size };
            return;
        }
        cluster.LbPolicy = Cluster.Types.LbPolicy.RingHash;
        if (hash.RingHash is { } ring)
        {
            if (ring.MinimumRingSize is > 0 and var size) cluster.RingHashLbConfig = new() { MinimumRingSize = size };
        }
        else
        {
            cluster.RingHashLbConfig = new() { MinimumRingSize = hash.MinimumRingSize is > 0 and var size ? size : DefaultRingSize };
        }
    }
}
