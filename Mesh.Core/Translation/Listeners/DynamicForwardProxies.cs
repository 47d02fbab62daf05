using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using static Envoy.Config.Cluster.V3.Cluster.Types;
using HttpForwarding = Envoy.Extensions.Filters.Http.DynamicForwardProxy.V3.FilterConfig;
using SniForwardingConfig = Envoy.Extensions.Filters.Network.SniDynamicForwardProxy.V3.FilterConfig;

namespace Mesh.Core.Translation.Listeners;

/// <summary>Filters that resolve the host of a request, or the SNI of a connection, while it waits. Each shares a DNS cache with its cluster, by name.</summary>
public static class DynamicForwardProxies
{
    public static HttpFilter AllowAny(DnsLookupFamily family) => HttpFilters.Filter("envoy.filters.http.dynamic_forward_proxy", new HttpForwarding
    {
        DnsCacheConfig = DnsCaches.AllowAny(family),
    });

    /// <param name="host">Of the service with resolution DYNAMIC_DNS.</param>
    public static Filter Sni(string host, int port, DnsLookupFamily family) => NetworkFilters.Filter("envoy.extensions.filters.network.sni_dynamic_forward_proxy", new SniForwardingConfig
    {
        DnsCacheConfig = DnsCaches.Of(host, family),
        PortValue = (uint)port,
    });
}
