using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Clusters;

/// <summary>The proxy's own workload: a cluster for each port that its services, or the ingress listeners of its Sidecar, name.</summary>
internal static class InboundClusters
{
    private const string UnixPrefix = "unix://";

    /// <summary>Never, as far as Envoy can count: the workload does not move.</summary>
    private static readonly Duration Never = new() { Seconds = 9223372035 };

    private sealed record Key(
        int Port, Protocol Protocol, string? Address, int TargetPort, ConnectionPoolSettings? Pool, Config.RetryBudget? Budget, string StatName,
        ValueList<Service> Services, ConfigKey? Origin, ClusterViewer Viewer, MeshDefaults Mesh);

    public static IEnumerable<Translated> Of(ProxyContext context, ClusterViewer viewer)
    {
        if (context.Scope.Sidecar?.Ingress is { Count: > 0 } ingress)
        {
            return ingress.Select(x => OfIngress(context, viewer, x)).OfType<Translated>().DistinctBy(x => x.Name);
        }
        // Without interception a workload's own port cannot be listened to as well.
        return context.Proxy.Interception == InterceptionMode.None
            ? []
            : context.Targets.GroupBy(x => x.TargetPort).Select(x => OfTargets(context, viewer, [.. x]));
    }

    /// <summary>Several services may stand on a port: the oldest decides.</summary>
    private static Translated OfTargets(ProxyContext context, ClusterViewer viewer, IReadOnlyList<ServiceTarget> targets)
    {
        var (service, port, target) = targets[0];
        var mesh = MeshDefaults.Of(context.Mesh);
        var rule = context.Scope.InboundRule(service.Host);
        var policy = TrafficPolicies.ForPort(rule?.Rule.TrafficPolicy, port.Number, mesh.Mesh.DefaultTrafficPolicy);
        return Make(context, new(
            target,
            port.Protocol,
            Address: mesh.Mesh.InboundTrafficPolicy?.Mode == InboundTrafficPolicyMode.Localhost ? Loopback(viewer) : null,
            target,
            context.Scope.Sidecar?.InboundConnectionPool ?? policy.ConnectionPool,
            policy.RetryBudget,
            mesh.Mesh.InboundClusterStatName is { Length: > 0 } pattern ? StatNames.Of(pattern, service, port, "", target) : StatNames.Of(XdsName.Inbound(target)),
            [.. targets.Select(x => x.Service).Distinct()],
            service.Origin,
            viewer,
            mesh));
    }

    /// <summary>Sidecar.ingress: defaultEndpoint says where to; nothing means where the connection was going.</summary>
    private static Translated? OfIngress(ProxyContext context, ClusterViewer viewer, IstioIngressListener listener)
    {
        var number = (int)(listener.Port?.Number ?? 0);
        var service = context.Targets.FirstOrDefault(x => x.TargetPort == number) ?? context.Targets.FirstOrDefault(x => x.Port.Number == number);
        var (address, target) = ParseEndpoint(context, viewer, listener.DefaultEndpoint, number);
        if (target is null) return null;
        var mesh = MeshDefaults.Of(context.Mesh);
        return Make(context, new(
            number,
            Protocols.Parse(listener.Port?.Protocol),
            address,
            target.Value,
            listener.ConnectionPool ?? context.Scope.Sidecar!.InboundConnectionPool ?? mesh.Mesh.DefaultTrafficPolicy?.ConnectionPool,
            null,
            StatNames.Of(XdsName.Inbound(number)),
            service is null ? [] : [service.Service],
            context.Scope.Config?.Key,
            viewer,
            mesh));
    }

    /// <returns>No address for the original destination; no port for what cannot be read.</returns>
    private static (string? Address, int? Port) ParseEndpoint(ProxyContext context, ClusterViewer viewer, string? endpoint, int listened)
    {
        if (string.IsNullOrEmpty(endpoint)) return (null, listened);
        if (endpoint.StartsWith(UnixPrefix, StringComparison.Ordinal)) return (endpoint, 0);
        var colon = endpoint.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(endpoint[(colon + 1)..], out var port)) return (null, null);
        var host = endpoint[..colon].Trim('[', ']');
        return (host is "0.0.0.0" or "::" ? PodAddress(context) : Loopback(viewer), port);
    }

    private static string PodAddress(ProxyContext context) =>
        context.OwnAddresses.FirstOrDefault(x => !x.Contains(':')) ?? context.OwnAddresses[0];

    private static string Loopback(ClusterViewer viewer) => viewer.Lookup == Cluster.Types.DnsLookupFamily.V6Only ? "::1" : "127.0.0.1";

    private static Translated Make(ProxyContext context, Key key) => context.Memo.GetOrAdd(key, Build);

    private static Translated Build(Key key)
    {
        var draft = new ClusterDraft(new() { Name = XdsName.Inbound(key.Port), CommonLbConfig = new(), AltStatName = key.StatName });
        var cluster = draft.Cluster;
        if (key.Address is null)
        {
            cluster.Type = Cluster.Types.DiscoveryType.OriginalDst;
            cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
            cluster.CleanupInterval = Never;
        }
        else
        {
            cluster.Type = Cluster.Types.DiscoveryType.Static;
            var workload = new LbEndpoint { Endpoint = new() { Address = AddressOf(key.Address, key.TargetPort) } };
            cluster.LoadAssignment = new() { ClusterName = cluster.Name, Endpoints = { new LocalityLbEndpoints { LbEndpoints = { workload } } } };
        }
        UpstreamProtocols.Apply(draft, key.Protocol, key.Viewer);
        ConnectionPools.Apply(draft, key.Pool, key.Budget, key.Mesh, key.Viewer);
        if (key.Services.Count > 0) MetadataExchange.NameServices(draft, key.Viewer, key.Services);
        // Traffic to loopback never passes iptables.
        if (key.Address is not ("127.0.0.1" or "::1")) cluster.UpstreamBindConfig = SourceAddresses.Of(key.Viewer, both: false);
        return new(XdsType.Cluster, cluster.Name, draft.Build(), key.Origin is { } origin ? [origin] : []);
    }

    private static Address AddressOf(string address, int port) => address.StartsWith(UnixPrefix, StringComparison.Ordinal)
        ? new() { Pipe = new() { Path = address[UnixPrefix.Length..] } }
        : new() { SocketAddress = new() { Address = address, PortValue = (uint)port } };
}
