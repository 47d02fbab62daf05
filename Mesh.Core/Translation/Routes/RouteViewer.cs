using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Routes;

/// <summary>All that routes depend on of the proxy that asks for them. Equal viewers share every route configuration.</summary>
/// <param name="Labels">Only those that some rule in scope looks at.</param>
/// <param name="KubernetesNamespace">Of its DNS domain, which decides which short names of a host it may use; null when the domain is none of Kubernetes'.</param>
/// <param name="AttemptCount">Whether requests carry x-envoy-attempt-count (ProxyConfig.proxyHeaders.attemptCount).</param>
/// <param name="ForwardedHost">Whether a rewritten host is told on in x-forwarded-host (ProxyConfig.proxyHeaders.xForwardedHost).</param>
/// <param name="Proxyless">A gRPC client that speaks xDS itself: it matches hosts with their port.</param>
internal sealed record RouteViewer(string Namespace, string? KubernetesNamespace, ValueMap<string> Labels, AddressView Addresses, bool AttemptCount, bool ForwardedHost, bool Proxyless)
{
    public static RouteViewer Of(ProxyContext context)
    {
        var proxy = context.Proxy;
        return new(
            proxy.Namespace,
            NamespaceOf(proxy.DnsDomain),
            context.Scope.ClientLabelsOf(proxy.Labels),
            AddressView.Of(proxy),
            context.ProxyConfig.ProxyHeaders?.AttemptCount?.Disabled != true,
            context.ProxyConfig.ProxyHeaders?.XForwardedHost?.Enabled == true,
            proxy.IsProxyless);
    }

    /// <summary>The first labels of <c>ns.svc.cluster.local</c>.</summary>
    private static string? NamespaceOf(string dnsDomain)
    {
        var end = dnsDomain.IndexOf(".svc.", StringComparison.Ordinal);
        return end < 0 ? null : dnsDomain[..end];
    }
}
