using System.Collections.Frozen;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Core.Checks.Invariants;

/// <summary>A chain of filters ends with one that ends the chain, and has no such one before. Filters of unknown types get the benefit of the doubt.</summary>
internal static class FilterOrder
{
    private static readonly FrozenSet<string> Terminal = new[]
    {
        "envoy.extensions.filters.http.router.v3.Router",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
        "envoy.extensions.filters.network.redis_proxy.v3.RedisProxy",
        "envoy.extensions.filters.network.thrift_proxy.v3.ThriftProxy",
        "envoy.extensions.filters.network.dubbo_proxy.v3.DubboProxy",
        "envoy.extensions.filters.network.generic_proxy.v3.GenericProxy",
        "envoy.extensions.filters.network.echo.v3.Echo",
        "envoy.extensions.filters.network.direct_response.v3.Config",
    }.ToFrozenSet();

    /// <summary>Filters that only watch or admit, and so can not be the last: what users put into chains by EnvoyFilter.</summary>
    private static readonly FrozenSet<string> NeverLast = new[]
    {
        "envoy.extensions.filters.network.rbac.v3.RBAC",
        "envoy.extensions.filters.network.ext_authz.v3.ExtAuthz",
        "envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit",
        "envoy.extensions.filters.network.ratelimit.v3.RateLimit",
        "envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit",
        "envoy.extensions.filters.network.mongo_proxy.v3.MongoProxy",
        "envoy.extensions.filters.network.sni_cluster.v3.SniCluster",
        "envoy.extensions.filters.http.rbac.v3.RBAC",
        "envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
        "envoy.extensions.filters.http.fault.v3.HTTPFault",
        "envoy.extensions.filters.http.cors.v3.Cors",
        "envoy.extensions.filters.http.lua.v3.Lua",
        "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
        "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
        "envoy.extensions.filters.http.ratelimit.v3.RateLimit",
        "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig",
        "envoy.extensions.filters.http.grpc_web.v3.GrpcWeb",
        "envoy.extensions.filters.http.header_to_metadata.v3.Config",
        "envoy.extensions.filters.http.buffer.v3.Buffer",
        "envoy.extensions.filters.http.health_check.v3.HealthCheck",
    }.ToFrozenSet();

    /// <summary>By the folder of its type one sees where a filter of Envoy's own belongs.</summary>
    private static readonly string[] Places = ["envoy.extensions.filters.listener.", "envoy.extensions.filters.network.", "envoy.extensions.filters.http.", "envoy.extensions.filters.udp."];

    public static void NetworkFilters(FilterChain chain, Findings findings) =>
        Check("filters", [.. chain.Filters.Select(x => (x.Name, x.TypedConfig))], findings);

    public static void HttpFilters(HttpConnectionManager manager, Findings findings) =>
        Check("http_filters", [.. manager.HttpFilters.Select(x => (x.Name, x.TypedConfig))], findings);

    private static void Check(string field, (string Name, Any? Config)[] filters, Findings findings)
    {
        for (var i = 0; i < filters.Length; i++)
        {
            if (filters[i].Config is not { } config) continue;
            var type = Any.GetTypeName(config.TypeUrl);
            var last = i == filters.Length - 1;
            var place = field == "filters" ? Places[1] : Places[2];
            if (Array.Exists(Places, x => x != place && type.StartsWith(x, StringComparison.Ordinal))) findings.Add($"{field}[{i}]", $"{filters[i].Name} is of type {type}, which has no place in this list");
            if (last && NeverLast.Contains(type))
            {
                findings.Add($"{field}[{i}]", $"{filters[i].Name} may not be the last filter: nothing after it would answer");
            }
            else if (!last && Terminal.Contains(type))
            {
                findings.Add($"{field}[{i}]", $"{filters[i].Name} must be the last filter: those after it would never run");
            }
        }
    }
}
