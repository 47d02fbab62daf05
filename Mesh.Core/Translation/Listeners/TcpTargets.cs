using System.Globalization;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Listeners.Outbound;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Listeners;

/// <summary>Destinations of TCP streams → TCP plans, with what the DestinationRule of the first destination asks of the stream.</summary>
internal static class TcpTargets
{
    /// <summary>Straight to the service.</summary>
    public static TcpPlan OfService(ProxyContext context, OutboundPort port)
    {
        var service = port.Service;
        // A Sidecar may listen on a port of its own choice: then the service's only port is meant.
        var number = service.Ports is [var only] ? only.Number : port.Number;
        var cluster = XdsName.Outbound(number, "", service.Host);
        var plan = new TcpPlan(StatPrefix(context, cluster, service, "", number), [new(cluster, 0)])
        {
            Protocol = port.Protocol,
            SniForwarding = service.Resolution == ServiceResolution.DynamicDns && port.Protocol.IsTls() ? new(service.Host, number) : null,
        };
        return Ruled(context, plan, service.Host, "");
    }

    /// <param name="listenerPort">Of destinations that name none, unless their service has only one.</param>
    public static TcpPlan OfRoutes(
        ProxyContext context, IReadOnlyList<RouteDestination> routes, int listenerPort, Protocol protocol, ConfigObject<VirtualService> config)
    {
        var first = routes.FirstOrDefault()?.Destination ?? new();
        if (routes.Count <= 1)
        {
            var (cluster, service, number) = ClusterOf(context, first, listenerPort);
            var prefix = service is null ? cluster : StatPrefix(context, cluster, service, first.Subset ?? "", number);
            return Ruled(context, new(prefix, [new(cluster, 0)]) { Protocol = protocol }, first.Host ?? "", first.Subset ?? "");
        }
        var targets = routes.Where(x => x.Weight > 0).Select(x => new WeightedTarget(ClusterOf(context, x.Destination ?? new(), listenerPort).Cluster, x.Weight ?? 0));
        return Ruled(context, new($"{config.Name}.{config.Namespace}", [.. targets]) { Protocol = protocol }, first.Host ?? "", "");
    }

    public static (string Cluster, Service? Service, int Port) ClusterOf(ProxyContext context, Destination destination, int listenerPort)
    {
        var host = destination.Host ?? "";
        var service = context.Scope.Service(host) ?? context.Model.Services.Prefer(host, context.Proxy.Namespace);
        var port = destination.Port?.Number is > 0 and var written ? (int)written : service?.Ports is [var only] ? only.Number : listenerPort;
        return (XdsName.Outbound(port, destination.Subset ?? "", host), service, port);
    }

    /// <summary>connectionPool.tcp, loadBalancer.consistentHash.useSourceIp and tunnel of the host's rule, with the subset's over them.</summary>
    private static TcpPlan Ruled(ProxyContext context, TcpPlan plan, string host, string subset)
    {
        if (context.Scope.OutboundRule(host, context.Proxy.Labels)?.Rule is not { } rule) return plan;
        var policy = rule.TrafficPolicy;
        var ofSubset = subset.Length > 0 ? (rule.Subsets ?? []).FirstOrDefault(x => x.Name == subset)?.TrafficPolicy : null;
        // A stream's limits are the host's: neither a port nor a subset has its own.
        var pool = policy?.ConnectionPool?.Tcp;
        var hash = (ofSubset?.LoadBalancer ?? policy?.LoadBalancer)?.ConsistentHash?.UseSourceIp == true;
        var tunnel = ofSubset?.Tunnel ?? policy?.Tunnel;
        return plan with
        {
            IdleTimeout = pool?.IdleTimeout,
            MaxConnectionDuration = pool?.MaxConnectionDuration,
            HashSourceIp = hash,
            Tunnel = tunnel is null ? null : new(
                string.Create(CultureInfo.InvariantCulture, $"{tunnel.TargetHost}:{tunnel.TargetPort}"),
                string.Equals(tunnel.Protocol, "POST", StringComparison.OrdinalIgnoreCase)),
        };
    }

    private static string StatPrefix(ProxyContext context, string cluster, Service service, string subset, int port) =>
        context.Mesh.OutboundClusterStatName is { Length: > 0 } pattern ? StatNames.Of(pattern, service, subset, port) : cluster;
}
