using System.Globalization;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>metadata HTTP_PROXY_PORT or MeshConfig.proxyHttpPort: a forward proxy for applications that are told to use one (http_proxy=).</summary>
internal static class HttpProxyListener
{
    public const string RouteName = "http_proxy";

    public static ListenerPlan? Plan(ProxyContext context)
    {
        var port = int.TryParse(context.Proxy.Metadata.Text("HTTP_PROXY_PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var own) && own > 0
            ? own
            : context.Mesh.ProxyHttpPort ?? 0;
        if (port == 0) return null;
        var addresses = Wildcards.LoopbackOf(context.Proxy);
        var network = new HttpPlan(string.Create(CultureInfo.InvariantCulture, $"outbound_{addresses[0]}_{port}"), RouteName) { AbsoluteUrls = true, Port = port };
        return new(addresses, port, BindToPort: true, [new ChainPlan(ChainMatch.All, network)]);
    }
}
