using Envoy.Config.Listener.V3;
using Envoy.Extensions.Common.DynamicForwardProxy.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using static Envoy.Config.Cluster.V3.Cluster.Types;
using HttpForwarding = Envoy.Extensions.Filters.Http.DynamicForwardProxy.V3.FilterConfig;
using SniForwardingConfig = Envoy.Extensions.Filters.Network.SniDynamicForwardProxy.V3.FilterConfig;

namespace Mesh.Core.Translation.Listeners;

/// <summary>Filters that resolve the host of a request, or the SNI of a connection, while it waits. Each shares a DNS cache with its cluster, by name.</summary>
public static class DynamicForwardProxies
{
    public const string AllowAnyCluster = "AllowAnyDynamicDNSCluster";
    public const string AllowAnyCache = "allow_any_dfp_dns_cache";

    /// <summary>How many unknown hosts a proxy remembers.</summary>
    private const uint AllowAnyMaxHosts = 1024;

    public static HttpFilter AllowAny(DnsLookupFamily family) => HttpFilters.Filter("envoy.filters.http.dynamic_forward_proxy", new HttpForwarding
    {
        DnsCacheConfig = new DnsCacheConfig { Name = AllowAnyCache, DnsLookupFamily = family, MaxHosts = AllowAnyMaxHosts },
    });

    /// <param name="host">Of the service with resolution DYNAMIC_DNS.</param>
    public static Filter Sni(string host, int port, DnsLookupFamily family) => NetworkFilters.Filter("envoy.extensions.filters.network.sni_dynamic_forward_proxy", new SniForwardingConfig
    {
        DnsCacheConfig = new DnsCacheConfig { Name = $"{host}_dfp_dns_cache", DnsLookupFamily = family },
        PortValue = (uint)port,
    });
}
