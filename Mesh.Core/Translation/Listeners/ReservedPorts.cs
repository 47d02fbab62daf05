namespace Mesh.Core.Translation.Listeners;

/// <summary>Ports that the proxy itself listens on.</summary>
public static class ReservedPorts
{
    public const int DefaultOutbound = 15001;
    public const int DefaultInbound = 15006;

    /// <summary>MeshConfig.proxyListenPort: where iptables sends what leaves the pod.</summary>
    public static int Outbound(ProxyContext context) => context.Mesh.ProxyListenPort is > 0 and var written ? written : DefaultOutbound;

    /// <summary>MeshConfig.proxyInboundListenPort: where iptables sends what enters the pod.</summary>
    public static int Inbound(ProxyContext context) => context.Mesh.ProxyInboundListenPort is > 0 and var written ? written : DefaultInbound;

    public static bool Contains(ProxyContext context, int port) => port == Outbound(context) || port == Inbound(context) || IsOfAgent(context, port);

    /// <summary>metadata ENVOY_STATUS_PORT and ENVOY_PROMETHEUS_PORT: listeners of the bootstrap.</summary>
    public static bool IsOfAgent(ProxyContext context, int port) =>
        port == context.Proxy.Metadata.Number("ENVOY_STATUS_PORT") || port == context.Proxy.Metadata.Number("ENVOY_PROMETHEUS_PORT");
}
