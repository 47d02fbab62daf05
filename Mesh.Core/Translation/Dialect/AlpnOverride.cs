using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istio.Filters.Alpn;
using Mesh.Core.Model;
using Mesh.Core.Translation.Listeners;

namespace Mesh.Core.Translation.Dialect;

/// <summary>
/// istio.alpn: the client's sidecar says in the TLS handshake that it sends HTTP, so that the server's need not sniff. <c>istio</c> and the plain names
/// follow for servers that do not know Istio's.
/// </summary>
internal static class AlpnOverride
{
    private static readonly HttpFilter Filter = HttpFilters.Filter("istio.alpn", new FilterConfig
    {
        AlpnOverride =
        {
            Of(FilterConfig.Types.Protocol.Http10, "istio-http/1.0", "http/1.0"),
            Of(FilterConfig.Types.Protocol.Http11, "istio-http/1.1", "http/1.1"),
            Of(FilterConfig.Types.Protocol.Http2, "istio-h2", "h2"),
        },
    });

    public static IEnumerable<HttpFilter> OfHttp(ListenerStyle style, ListenerClass @class) =>
        @class != ListenerClass.SidecarInbound && style.Traits.IstioFilters.HasFlag(IstioFilters.Alpn) ? [Filter] : [];

    private static FilterConfig.Types.AlpnOverride Of(FilterConfig.Types.Protocol protocol, string ofMesh, string plain) =>
        new() { UpstreamProtocol = protocol, AlpnOverride_ = { ofMesh, "istio", plain } };
}
