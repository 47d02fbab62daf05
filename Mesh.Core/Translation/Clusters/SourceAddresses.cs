using Envoy.Config.Core.V3;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Clusters;

/// <summary>Source addresses by which iptables knows a proxy's own connections to its workload, so that it does not send them back to the proxy.</summary>
internal static class SourceAddresses
{
    private const string Ipv4 = "127.0.0.6";
    private const string Ipv6 = "::6";

    /// <param name="both">Both families, for a cluster that may go to either.</param>
    public static BindConfig Of(ClusterViewer viewer, bool both)
    {
        var lookup = viewer.Lookup;
        var config = new BindConfig { SourceAddress = Address(lookup == Envoy.Config.Cluster.V3.Cluster.Types.DnsLookupFamily.V6Only ? Ipv6 : Ipv4) };
        if (both && lookup == Envoy.Config.Cluster.V3.Cluster.Types.DnsLookupFamily.All) config.ExtraSourceAddresses.Add(new ExtraSourceAddress { Address = Address(Ipv6) });
        return config;
    }

    private static SocketAddress Address(string address) => new() { Address = address, PortValue = 0 };
}
