using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Listeners.Inbound;

/// <summary>
/// What a sidecar takes for its own application: virtualInbound, which iptables sends everything to, with chains per port; and listeners of their
/// own where a Sidecar's ingress, or a pod without iptables, asks for them.
/// </summary>
internal static class InboundListeners
{
    public static IEnumerable<Translated> Of(ProxyContext context, ListenerStyle style)
    {
        var tls = context.Model.PeerAuthentications.Of(context.Proxy.Namespace, context.Proxy.Labels);
        var chains = context.Scope.Sidecar?.Ingress is { Count: > 0 } ingress ? OfSidecar(context, ingress, tls) : OfServices(context, tls);
        if (context.Proxy.Interception != InterceptionMode.None) yield return InboundBuilder.Of(context, style, Virtual(context, chains, tls));
        foreach (var chain in chains.Where(x => x.BindToPort))
        {
            var name = XdsName.Listener(chain.Address, chain.Port);
            yield return InboundBuilder.Of(context, style, new(name, chain.Address, chain.Port, true, [chain]) { Origins = OriginsOf(context, tls) });
        }
    }

    private static InboundListenerPlan Virtual(ProxyContext context, IReadOnlyList<InboundChain> chains, WorkloadMutualTls tls)
    {
        ValueList<InboundChain> all = [.. Passthrough(context, chains, tls), .. chains.Where(x => !x.BindToPort)];
        return new(XdsName.VirtualInbound, context.Proxy.WildcardAddress, ReservedPorts.Inbound(context), false, all) { Origins = OriginsOf(context, tls) };
    }

    /// <summary>Ports that nobody declares still obey the workload's mutual TLS; a port with a mode of its own gets chains of its own.</summary>
    private static IEnumerable<InboundChain> Passthrough(ProxyContext context, IReadOnlyList<InboundChain> declared, WorkloadMutualTls tls)
    {
        foreach (var port in tls.Ports.Where(x => declared.All(y => y.Port != x)).Prepend(0))
        {
            yield return new(port, Protocol.Unsupported, XdsName.InboundPassthroughCluster, tls.OfPort(port)) { StatPrefix = PassthroughPrefix(context) };
        }
    }

    private static string PassthroughPrefix(ProxyContext context) =>
        context.Mesh.InboundClusterStatName is { Length: > 0 } pattern ? StatNames.Of(pattern, null, "", 0) : XdsName.InboundPassthroughCluster;

    /// <summary>The oldest service of a port decides on its protocol.</summary>
    private static IReadOnlyList<InboundChain> OfServices(ProxyContext context, WorkloadMutualTls tls)
    {
        // Without iptables the application itself listens on its ports.
        if (context.Proxy.Interception == InterceptionMode.None) return [];
        var chains = new List<InboundChain>();
        foreach (var target in context.Targets.DistinctBy(x => x.TargetPort))
        {
            if (ReservedPorts.Contains(context, target.TargetPort)) continue;
            var cluster = XdsName.Inbound(target.TargetPort);
            chains.Add(new(target.TargetPort, target.Port.Protocol, cluster, tls.OfPort(target.TargetPort))
            {
                Address = context.Proxy.WildcardAddress,
                Host = target.Service.Host,
                ServicePort = target.Port.Number,
                StatPrefix = context.Mesh.InboundClusterStatName is { Length: > 0 } pattern
                    ? StatNames.Of(pattern, target.Service, "", target.Port.Number, target.Port.Name)
                    : cluster,
            });
        }
        return chains;
    }

    /// <summary>A Sidecar that declares ingress declares all of it: other ports of services pass through.</summary>
    private static IReadOnlyList<InboundChain> OfSidecar(ProxyContext context, ValueList<IstioIngressListener> ingress, WorkloadMutualTls tls)
    {
        var chains = new List<InboundChain>();
        foreach (var listener in ingress.DistinctBy(x => x.Port?.Number))
        {
            var port = (int)(listener.Port?.Number ?? 0);
            var bind = context.Proxy.Interception == InterceptionMode.None || listener.CaptureMode == CaptureMode.None;
            if (bind && port < 1024 && context.Proxy.Metadata.Flag("UNPRIVILEGED_POD")) continue;
            var cluster = XdsName.Inbound(port);
            // Its spans are named after the Sidecar, since the port may belong to no service.
            var host = $"{context.Scope.Config!.Name}.{context.Scope.Config.Namespace}";
            chains.Add(new(port, Protocols.Parse(listener.Port?.Protocol), cluster, tls.OfPort(port))
            {
                Address = listener.Bind is { Length: > 0 } written ? written : context.OwnAddresses[0],
                Host = host,
                ServicePort = port,
                StatPrefix = context.Mesh.InboundClusterStatName is { Length: > 0 } pattern ? StatNames.Of(pattern, null, "", port, listener.Port?.Name ?? "").Replace("%SERVICE%", host, StringComparison.Ordinal) : cluster,
                Config = context.Scope.Config!.Key,
                BindToPort = bind,
            });
        }
        return chains;
    }

    private static ValueList<ConfigKey> OriginsOf(ProxyContext context, WorkloadMutualTls tls) =>
        context.Scope.Config is { } sidecar ? [.. tls.Origins, sidecar.Key] : [.. tls.Origins];
}
