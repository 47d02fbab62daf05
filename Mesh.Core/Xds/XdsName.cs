using System.Globalization;

namespace Mesh.Core.Xds;

/// <summary>The names of resources, exactly Istio's: tools, dashboards and EnvoyFilters know them.</summary>
public static class XdsName
{
    public const string BlackHoleCluster = "BlackHoleCluster";
    public const string PassthroughCluster = "PassthroughCluster";
    public const string InboundPassthroughCluster = "InboundPassthroughCluster";
    public const string DynamicDnsCluster = "AllowAnyDynamicDNSCluster";
    public const string VirtualOutbound = "virtualOutbound";
    public const string VirtualInbound = "virtualInbound";
    public const string WorkloadSecret = "default";
    public const string RootSecret = "ROOTCA";
    public const string SdsCluster = "sds-grpc";

    /// <summary><c>outbound|9080|v1|reviews.default.svc.cluster.local</c></summary>
    public static string Outbound(int port, string subset, string host) => string.Create(CultureInfo.InvariantCulture, $"outbound|{port}|{subset}|{host}");

    /// <summary><c>outbound_.9080_.v1_.reviews.default.svc.cluster.local</c>: the SNI of mutual TLS, and the SNI-DNAT clusters of gateways.</summary>
    public static string OutboundSni(int port, string subset, string host) => string.Create(CultureInfo.InvariantCulture, $"outbound_.{port}_.{subset}_.{host}");

    /// <summary><c>inbound|9080||</c></summary>
    public static string Inbound(int port) => string.Create(CultureInfo.InvariantCulture, $"inbound|{port}||");

    /// <summary><c>0.0.0.0_9080</c></summary>
    public static string Listener(string address, int port) => string.Create(CultureInfo.InvariantCulture, $"{address}_{port}");

    /// <summary>host, port and subset of a cluster's name; null for the reserved ones.</summary>
    public static (int Port, string Subset, string Host)? ParseOutbound(string name)
    {
        var parts = name.Split('|');
        return parts.Length == 4 && parts[0] == "outbound" && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? (port, parts[2], parts[3]) : null;
    }
}
