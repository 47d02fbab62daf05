using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.RequestId.Uuid.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using static Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types;

namespace Mesh.Core.Translation.Listeners;

/// <summary>The HTTP connection manager with Istio's defaults.</summary>
public static class HttpConnectionManagers
{
    /// <summary>Ends a stat prefix, so that Envoy's statistics can be taken apart again.</summary>
    public const string StatPrefixEnd = ";";

    private static readonly RequestIDExtension RequestId = RequestIds(sampled: true);
    private static readonly RequestIDExtension UnsampledRequestId = RequestIds(sampled: false);

    /// <summary>With routes by RDS.</summary>
    public static HttpConnectionManager Of(ListenerStyle style, ListenerClass @class, HttpPlan plan)
    {
        var manager = Common(style, @class, plan.StatPrefix, plan.Protocol == Model.Protocol.GrpcWeb, plan.Port);
        manager.Rds = new()
        {
            RouteConfigName = plan.RouteName,
            // Without a limit: a listener that gave up waiting would answer 404.
            ConfigSource = new() { Ads = new(), InitialFetchTimeout = Duration.FromTimeSpan(TimeSpan.Zero), ResourceApiVersion = ApiVersion.V3 },
        };
        if (plan.AbsoluteUrls) (manager.HttpProtocolOptions ??= new()).AllowAbsoluteUrl = true;
        return manager;
    }

    /// <summary>With the routes inside: a workload's own routes change only together with its listener.</summary>
    public static HttpConnectionManager Inline(ListenerStyle style, ListenerClass @class, string statPrefix, RouteConfiguration routes, Model.Protocol protocol, int port)
    {
        var manager = Common(style, @class, statPrefix, protocol == Model.Protocol.GrpcWeb, port);
        manager.RouteConfig = routes;
        return manager;
    }

    private static HttpConnectionManager Common(ListenerStyle style, ListenerClass @class, string statPrefix, bool grpcWeb, int port)
    {
        var manager = new HttpConnectionManager
        {
            StatPrefix = statPrefix + StatPrefixEnd,
            Proxy100Continue = true,
            StreamIdleTimeout = Duration.FromTimeSpan(TimeSpan.Zero),
            UpgradeConfigs = { new UpgradeConfig { UpgradeType = "websocket" } },
            RequestIdExtension = style.Telemetry(@class).UseRequestId ? RequestId : UnsampledRequestId,
            // A sidecar's clients are trusted with their headers; a gateway's are not.
            UseRemoteAddress = @class == ListenerClass.Gateway,
        };
        NormalizePaths(manager, style.Mesh);
        if (style.Telemetry(@class).Tracing is { } tracing) manager.Tracing = tracing;
        manager.HttpFilters.Add(style.Filters(@class, grpcWeb, port));
        manager.AccessLog.Add(style.Logs(@class).Http);
        if (style.Traits.IdleTimeout is { } idle) manager.CommonHttpProtocolOptions = new() { IdleTimeout = Duration.FromTimeSpan(idle) };
        if (@class == ListenerClass.Gateway) manager.HttpProtocolOptions = new();
        if (style.Traits.Http10) (manager.HttpProtocolOptions ??= new()).AcceptHttp10 = true;
        ProxyHeaderSettings.Apply(manager, style, @class);
        ConnectionLimits.Apply(manager, style.Traits);
        return manager;
    }

    /// <param name="sampled">Whether the id also tells if the request is traced.</param>
    private static RequestIDExtension RequestIds(bool sampled) => new() { TypedConfig = TypedConfig.Pack(new UuidRequestIdConfig { UseRequestIdForTraceSampling = sampled }) };

    /// <summary>MeshConfig.pathNormalization.</summary>
    private static void NormalizePaths(HttpConnectionManager manager, MeshConfig mesh)
    {
        var level = mesh.PathNormalization?.Normalization ?? NormalizationType.Default;
        manager.NormalizePath = level != NormalizationType.None;
        manager.MergeSlashes = level is NormalizationType.MergeSlashes or NormalizationType.DecodeAndMergeSlashes;
        manager.PathWithEscapedSlashesAction = level == NormalizationType.DecodeAndMergeSlashes
            ? PathWithEscapedSlashesAction.UnescapeAndForward
            : PathWithEscapedSlashesAction.KeepUnchanged;
    }
}
