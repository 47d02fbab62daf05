using Envoy.Config.Core.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using static Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types;

namespace Mesh.Core.Translation.Listeners;

/// <summary>ProxyConfig.connectionSettings → timeouts and limits of connection managers and listeners.</summary>
internal static class ConnectionLimits
{
    /// <summary>Profile EDGE, what Envoy's guide recommends where strangers connect. For routers only: sidecars take what is written.</summary>
    private static readonly ConnectionSettings Edge = new()
    {
        HttpIdleTimeout = TimeSpan.FromHours(1),
        HttpRequestTimeout = TimeSpan.FromMinutes(5),
        HttpRequestHeadersTimeout = TimeSpan.FromMinutes(1),
        HttpStreamIdleTimeout = TimeSpan.FromMinutes(5),
        HttpMaxConcurrentStreams = 100,
        HttpInitialStreamWindowSize = 64 * 1024,
        HttpInitialConnectionWindowSize = 1024 * 1024,
        HttpMergeSlashes = true,
        HttpHeadersWithUnderscoresAction = HeadersWithUnderscores.HeadersWithUnderscoresRejectRequest,
        HttpPathWithEscapedSlashesAction = EscapedSlashes.UnescapeAndRedirect,
        ListenerPerConnectionBufferLimitBytes = 32 * 1024,
    };

    private static readonly ConnectionSettings Nothing = new();

    public static uint? BufferLimitOf(ListenerTraits traits, ListenerClass @class) =>
        @class == ListenerClass.Gateway ? (traits.ProxyConfig.ConnectionSettings ?? Nothing).ListenerPerConnectionBufferLimitBytes ?? DefaultsOf(traits).ListenerPerConnectionBufferLimitBytes : null;

    public static void Apply(HttpConnectionManager manager, ListenerTraits traits)
    {
        if (traits.ProxyConfig.ConnectionSettings is not { } own) return;
        var defaults = DefaultsOf(traits);
        if ((own.HttpStreamIdleTimeout ?? defaults.HttpStreamIdleTimeout) is { } stream) manager.StreamIdleTimeout = Duration.FromTimeSpan(stream);
        if ((own.HttpRequestTimeout ?? defaults.HttpRequestTimeout) is { } request) manager.RequestTimeout = Duration.FromTimeSpan(request);
        if ((own.HttpRequestHeadersTimeout ?? defaults.HttpRequestHeadersTimeout) is { } headers) manager.RequestHeadersTimeout = Duration.FromTimeSpan(headers);
        if ((own.HttpMergeSlashes ?? defaults.HttpMergeSlashes) is { } merge) manager.MergeSlashes = merge;
        if ((own.HttpPathWithEscapedSlashesAction ?? defaults.HttpPathWithEscapedSlashesAction) is { } slashes) manager.PathWithEscapedSlashesAction = Of(slashes);
        ApplyCommon(manager, own, defaults);
        ApplyHttp2(manager, own, defaults);
    }

    private static ConnectionSettings DefaultsOf(ListenerTraits traits) =>
        traits.Type == ProxyType.Router && traits.ProxyConfig.ConnectionSettings?.Profile == ConnectionProfile.Edge ? Edge : Nothing;

    private static void ApplyCommon(HttpConnectionManager manager, ConnectionSettings own, ConnectionSettings defaults)
    {
        var common = manager.CommonHttpProtocolOptions?.Clone() ?? new HttpProtocolOptions();
        if ((own.HttpIdleTimeout ?? defaults.HttpIdleTimeout) is { } idle) common.IdleTimeout = Duration.FromTimeSpan(idle);
        if (own.HttpMaxStreamDuration is { } longest) common.MaxStreamDuration = Duration.FromTimeSpan(longest);
        if ((own.HttpHeadersWithUnderscoresAction ?? defaults.HttpHeadersWithUnderscoresAction) is { } action) common.HeadersWithUnderscoresAction = Of(action);
        if (!common.Equals(new HttpProtocolOptions())) manager.CommonHttpProtocolOptions = common;
    }

    private static void ApplyHttp2(HttpConnectionManager manager, ConnectionSettings own, ConnectionSettings defaults)
    {
        var options = new Http2ProtocolOptions
        {
            MaxConcurrentStreams = own.HttpMaxConcurrentStreams ?? defaults.HttpMaxConcurrentStreams,
            InitialStreamWindowSize = own.HttpInitialStreamWindowSize ?? defaults.HttpInitialStreamWindowSize,
            InitialConnectionWindowSize = own.HttpInitialConnectionWindowSize ?? defaults.HttpInitialConnectionWindowSize,
        };
        if (!options.Equals(new Http2ProtocolOptions())) manager.Http2ProtocolOptions = options;
    }

    private static PathWithEscapedSlashesAction Of(EscapedSlashes action) => action switch
    {
        EscapedSlashes.RejectRequest => PathWithEscapedSlashesAction.RejectRequest,
        EscapedSlashes.UnescapeAndRedirect => PathWithEscapedSlashesAction.UnescapeAndRedirect,
        EscapedSlashes.UnescapeAndForward => PathWithEscapedSlashesAction.UnescapeAndForward,
        _ => PathWithEscapedSlashesAction.KeepUnchanged,
    };

    private static HttpProtocolOptions.Types.HeadersWithUnderscoresAction Of(HeadersWithUnderscores action) => action switch
    {
        HeadersWithUnderscores.HeadersWithUnderscoresRejectRequest => HttpProtocolOptions.Types.HeadersWithUnderscoresAction.RejectRequest,
        HeadersWithUnderscores.HeadersWithUnderscoresDropHeader => HttpProtocolOptions.Types.HeadersWithUnderscoresAction.DropHeader,
        _ => HttpProtocolOptions.Types.HeadersWithUnderscoresAction.Allow,
    };
}
