using System.Net;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using DiscoveryType = Envoy.Config.Cluster.V3.Cluster.Types.DiscoveryType;
using LbPolicy = Envoy.Config.Cluster.V3.Cluster.Types.LbPolicy;

namespace Mesh.Core.Checks.Invariants;

internal static class ClusterInvariants
{
    private const ulong DefaultMinimumRing = 1024;
    private const ulong DefaultMaximumRing = 8 * 1024 * 1024;

    public static void Cluster(Cluster cluster, Findings findings)
    {
        if (cluster.ClusterType is not null) return;
        var endpoints = cluster.LoadAssignment;
        switch (cluster.Type)
        {
            case DiscoveryType.Eds:
                if (cluster.EdsClusterConfig?.EdsConfig is null) findings.Add("eds_cluster_config.eds_config", "must be set, since the type is EDS");
                break;
            case DiscoveryType.OriginalDst:
                if (endpoints is not null) findings.Add("load_assignment", "must not be set, since the type is ORIGINAL_DST");
                if (cluster.LbPolicy != LbPolicy.ClusterProvided) findings.Add("lb_policy", "must be CLUSTER_PROVIDED, since the type is ORIGINAL_DST");
                break;
            case DiscoveryType.LogicalDns when endpoints?.Endpoints is not [{ LbEndpoints.Count: 1 }]:
                findings.Add("load_assignment", "must hold exactly one endpoint in one locality, since the type is LOGICAL_DNS");
                break;
            case DiscoveryType.Static when endpoints is not null:
                Addresses(endpoints, "load_assignment", findings);
                break;
        }
        if (cluster.LbPolicy == LbPolicy.ClusterProvided && cluster.Type is not DiscoveryType.OriginalDst)
        {
            findings.Add("lb_policy", $"CLUSTER_PROVIDED is not for the type {cluster.Type}");
        }
    }

    public static void RingHash(Cluster.Types.RingHashLbConfig ring, Findings findings)
    {
        var (low, high) = (ring.MinimumRingSize ?? DefaultMinimumRing, ring.MaximumRingSize ?? DefaultMaximumRing);
        if (low > high) findings.Add("minimum_ring_size", $"must not exceed the maximum_ring_size of {high}, is {low}");
    }

    public static void Maglev(Cluster.Types.MaglevLbConfig maglev, Findings findings)
    {
        if (maglev.TableSize is { } size && !IsPrime(size)) findings.Add("table_size", $"must be a prime number, is {size}");
    }

    /// <summary>Envoy's specification says so, and does not check it: the sums would wrap around. Weights of one priority share 32 bits: those of its localities, and those of its endpoints.</summary>
    public static void LoadAssignment(ClusterLoadAssignment assignment, Findings findings)
    {
        foreach (var priority in assignment.Endpoints.GroupBy(x => x.Priority))
        {
            AtMost32Bits("localities", priority.Aggregate(0UL, (sum, x) => sum + (x.LoadBalancingWeight ?? 0)));
            AtMost32Bits("endpoints", priority.SelectMany(x => x.LbEndpoints).Aggregate(0UL, (sum, x) => sum + (x.LoadBalancingWeight ?? 1)));

            void AtMost32Bits(string of, ulong sum)
            {
                if (sum > uint.MaxValue) findings.Add("endpoints", $"the weights of the {of} of priority {priority.Key} must add up to at most {uint.MaxValue}, add up to {sum}");
            }
        }
    }

    /// <summary>Where nobody resolves names, an endpoint's address is an IP.</summary>
    public static void Addresses(ClusterLoadAssignment assignment, string path, Findings findings)
    {
        for (var i = 0; i < assignment.Endpoints.Count; i++)
        {
            for (var j = 0; j < assignment.Endpoints[i].LbEndpoints.Count; j++)
            {
                var socket = assignment.Endpoints[i].LbEndpoints[j].Endpoint?.Address?.SocketAddress;
                if (socket is null || socket.ResolverName.Length > 0 || IPAddress.TryParse(socket.Address, out _)) continue;
                findings.Add($"{path}.endpoints[{i}].lb_endpoints[{j}].endpoint.address.socket_address.address".TrimStart('.'), $"'{socket.Address}' is no IP address");
            }
        }
    }

    private static bool IsPrime(ulong number)
    {
        if (number < 2) return false;
        for (var divisor = 2UL; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }
        return true;
    }
}
