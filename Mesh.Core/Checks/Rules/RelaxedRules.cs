using System.Collections.Frozen;

namespace Mesh.Core.Checks.Rules;

/// <summary>
/// Rules that the contracts still state and Envoy 1.40 has given up (found by comparing with the descriptors in its binary), so that what it accepts is
/// not withheld; and one that Istio's agent settles on the way. Full names of fields and of oneofs.
/// </summary>
internal static class RelaxedRules
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "envoy.config.accesslog.v3.ResponseFlagFilter.flags",
        "envoy.config.core.v3.KeyValueAppend.entry",
        "envoy.config.core.v3.QuicKeepAliveSettings.initial_interval",
        "envoy.config.core.v3.QuicKeepAliveSettings.max_interval",
        "envoy.config.core.v3.QuicProtocolOptions.idle_network_timeout",
        "envoy.config.core.v3.RuntimeDouble.runtime_key",
        "envoy.config.core.v3.RuntimeFeatureFlag.runtime_key",
        "envoy.config.core.v3.RuntimePercent.runtime_key",
        "envoy.config.core.v3.RuntimeUInt32.runtime_key",
        // The agent fetches a WebAssembly module itself and puts a local file in its place.
        "envoy.config.core.v3.RemoteDataSource.sha256",
        "envoy.config.metrics.v3.HistogramBucketSettings.buckets",
        "envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig.common_config",
        "envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheConfig.dns_query_timeout",
        "envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.Entry.value",
        "envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig.MinimumRTTCalculationParams.interval",
        "envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute.disabled",
        "envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor.grpc_service",
        "envoy.extensions.filters.http.ip_tagging.v3.IPTagging.ip_tags",
        "envoy.extensions.filters.http.jwt_authn.v3.JwtClaimToHeader.claim_name",
        "envoy.extensions.filters.http.lua.v3.LuaPerRoute.override",
        "envoy.extensions.filters.http.oauth2.v3.OAuth2Credentials.token_secret",
        "envoy.extensions.filters.http.on_demand.v3.OnDemandCds.source",
        "envoy.extensions.filters.network.http_connection_manager.v3.Rds.config_source",
        "envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig.resolvers",
        "envoy.extensions.transport_sockets.http_11_proxy.v3.Http11ProxyUpstreamTransport.transport_socket",
        "xds.type.v3.CelExpression.expr_specifier",
    }.ToFrozenSet();

    public static bool Contains(string name) => Names.Contains(name);
}
