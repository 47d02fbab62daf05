using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>
/// All outbound listeners of a class of proxies, remembered as a whole: proxies that see the same scope in the same way get the same list at the
/// price of one look-up. Where something changed, the single listeners are still remembered one by one.
/// </summary>
internal static class OutboundSet
{
    /// <summary>Everything that the list depends on.</summary>
    /// <param name="Pods">Endpoints of the headless services that are listened to per pod.</param>
    /// <param name="Self">The proxy's own address, where it is one of these pods; else empty.</param>
    private sealed record Key(
        ListenerStyle Style, Identity<SidecarScope> Scope, ValueMap<string> Labels, string Wildcard, bool BothFamilies, bool Unprivileged, bool CapturesDns,
        int? StatusPort, int? PrometheusPort, string? HttpProxyPort, ValueList<Identity<ServiceEndpoints>> Pods, string Self);

    public static IReadOnlyList<Translated> Of(ProxyContext context, ListenerStyle style) => context.Memo.GetOrAdd(KeyOf(context, style), _ => Build(context, style));

    private static Key KeyOf(ProxyContext context, ListenerStyle style)
    {
        var proxy = context.Proxy;
        var metadata = proxy.Metadata;
        var pods = new List<Identity<ServiceEndpoints>>();
        var self = "";
        foreach (var service in context.Scope.Services)
        {
            if (service.Resolution != ServiceResolution.Passthrough || service.Addresses.Count > 0) continue;
            pods.Add(new(context.Model.EndpointsOf(service.Host)));
            if (self.Length == 0 && context.Targets.Any(x => x.Service.Host == service.Host)) self = context.OwnAddresses[0];
        }
        return new(
            style, new(context.Scope), proxy.Labels, proxy.WildcardAddress, proxy.HasIpv4 && proxy.HasIpv6, metadata.Flag("UNPRIVILEGED_POD"), metadata.Flag("DNS_CAPTURE"),
            metadata.Number("ENVOY_STATUS_PORT"), metadata.Number("ENVOY_PROMETHEUS_PORT"), metadata.Text("HTTP_PROXY_PORT"), [.. pods], self);
    }

    private static IReadOnlyList<Translated> Build(ProxyContext context, ListenerStyle style)
    {
        var listeners = OutboundListeners.Plan(context).Select(x => OutboundBuilder.Of(context, style, x)).ToList();
        if (HttpProxyListener.Plan(context) is { } proxy) listeners.Add(OutboundBuilder.Of(context, style, proxy));
        if (VirtualOutbound.Of(context, style) is { } rest) listeners.Add(rest);
        return listeners;
    }
}
