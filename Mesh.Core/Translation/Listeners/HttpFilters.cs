using Envoy.Extensions.Filters.Http.Cors.V3;
using Envoy.Extensions.Filters.Http.Fault.V3;
using Envoy.Extensions.Filters.Http.GrpcStats.V3;
using Envoy.Extensions.Filters.Http.GrpcWeb.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Mesh.Core.Config;
using Mesh.Core.Translation.Dialect;

namespace Mesh.Core.Translation.Listeners;

/// <summary>
/// The HTTP filters of every connection manager, in one place and one order. What decides whether a request may pass comes before what
/// changes it, what changes it before what counts it, and the router is always last.
/// </summary>
public static class HttpFilters
{
    public const string Router = "envoy.filters.http.router";
    public const string Fault = "envoy.filters.http.fault";
    public const string Cors = "envoy.filters.http.cors";

    private static readonly HttpFilter GrpcWebFilter = Filter("envoy.filters.http.grpc_web", new GrpcWeb());
    private static readonly HttpFilter GrpcStatsFilter = Filter("envoy.filters.http.grpc_stats", new FilterConfig { EmitFilterState = true, StatsForAllMethods = false });
    private static readonly HttpFilter FaultFilter = Filter(Fault, new HTTPFault());
    private static readonly HttpFilter CorsFilter = Filter(Cors, new Cors());
    private static readonly HttpFilter RouterFilter = Filter(Router, new Router());
    private static readonly HttpFilter SilentRouterFilter = Filter(Router, new Router { SuppressEnvoyHeaders = true });

    public static IEnumerable<HttpFilter> Of(ListenerStyle style, ListenerClass @class, bool grpcWeb, int port)
    {
        // 1. Who is the peer? Later filters and logs need to know (Istio's dialect only).
        foreach (var filter in PeerExchange.OfHttp(style, @class)) yield return filter;
        // 2. May it pass? CUSTOM authorization, then authentication by token, then authorization by what the token says. A sidecar guards its own
        //    workload, and leaves the guarding of others to theirs.
        //    The user's own filters run where their phase says: before a token is looked at, before rules are, or after both.
        var guarded = @class != ListenerClass.SidecarOutbound;
        foreach (var filter in guarded ? style.Security.External : []) yield return filter;
        foreach (var filter in style.Extensions.Http(PluginPhase.Authn, @class, port)) yield return filter;
        if (guarded && style.Security.Jwt is { } jwt) yield return jwt;
        foreach (var filter in style.Extensions.Http(PluginPhase.Authz, @class, port)) yield return filter;
        foreach (var filter in guarded ? style.Security.Rules : []) yield return filter;
        foreach (var filter in style.Extensions.Http(PluginPhase.Stats, @class, port)) yield return filter;
        foreach (var filter in style.Extensions.Http(PluginPhase.UnspecifiedPhase, @class, port)) yield return filter;
        // 3. What is it really? gRPC-Web becomes gRPC before anything looks at gRPC.
        if (grpcWeb) yield return GrpcWebFilter;
        // 4. gRPC's own status is noted for logs and metrics, of the message as the application sees it.
        yield return GrpcStatsFilter;
        // 5. Which ALPN shall the upstream connection offer? (Istio's dialect only.)
        foreach (var filter in AlpnOverride.OfHttp(style, @class)) yield return filter;
        // 6. Faults of the VirtualService come before CORS, so that a preflight is delayed or refused like any request.
        yield return FaultFilter;
        yield return CorsFilter;
        // 7. Metrics (Istio's dialect only): all that was decided above is known here.
        foreach (var filter in style.Stats(@class).Http) yield return filter;
        // 8. Unknown hosts by DNS, only where the policy for unknown hosts asks for it.
        if (@class == ListenerClass.SidecarOutbound && style.DynamicForwarding is { } forwarding) yield return forwarding;
        // 9. The router ends every chain.
        yield return style.Traits.ProxyConfig.ProxyHeaders?.EnvoyDebugHeaders?.Disabled == true ? SilentRouterFilter : RouterFilter;
    }

    public static HttpFilter Filter(string name, IMessage config) => new() { Name = name, TypedConfig = TypedConfig.Pack(config) };
}
