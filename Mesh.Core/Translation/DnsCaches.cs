using Envoy.Extensions.Common.DynamicForwardProxy.V3;
using static Envoy.Config.Cluster.V3.Cluster.Types;

namespace Mesh.Core.Translation;

/// <summary>
/// The caches of names that a proxy looks up itself. A cluster and the filters before it share one by its name, and Envoy refuses those that state
/// other settings for it: both take them from here.
/// </summary>
internal static class DnsCaches
{
    /// <summary>How many unknown hosts a proxy remembers.</summary>
    private const uint AllowAnyMaxHosts = 1024;

    /// <summary>Of outboundTrafficPolicy ALLOW_ANY_DYNAMIC_DNS.</summary>
    public static DnsCacheConfig AllowAny(DnsLookupFamily family)
    {
        var cache = Of("allow_any", family);
        cache.MaxHosts = AllowAnyMaxHosts;
        return cache;
    }

    /// <param name="host">Of the service with resolution DYNAMIC_DNS.</param>
    public static DnsCacheConfig Of(string host, DnsLookupFamily family) => new() { Name = $"{host}_dfp_dns_cache", DnsLookupFamily = family };
}
