using System.Collections.Concurrent;
using Envoy.Config.Accesslog.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Dialect;
using Mesh.Core.Translation.Extensions;
using Mesh.Core.Translation.Security;
using Mesh.Core.Translation.Telemetry;

namespace Mesh.Core.Translation.Listeners;

/// <summary>
/// What all listeners of equal <see cref="ListenerTraits"/> have in common, as messages that are built once and shared. Compared by reference, so
/// that it can stand for its traits in keys.
/// </summary>
public sealed class ListenerStyle
{
    private readonly ConcurrentDictionary<(ListenerClass Class, bool GrpcWeb, int Port), IReadOnlyList<HttpFilter>> _filters = [];
    private readonly Lazy<SideTelemetry> _client;
    private readonly Lazy<SideTelemetry> _server;
    private readonly Lazy<TransportSocket> _mutualTls;
    private readonly Lazy<WorkloadSecurity> _security;
    private readonly Lazy<TransportSocket> _mutualTlsOfTcp;
    private readonly ConcurrentDictionary<ListenerClass, StatsFilters> _stats = [];

    public ListenerStyle(ListenerTraits traits)
    {
        Traits = traits;
        _client = new(() => SideTelemetry.Of(traits, WorkloadMode.Client));
        _server = new(() => SideTelemetry.Of(traits, WorkloadMode.Server));
        _mutualTls = new(() => InboundTls.Mutual(traits.Mesh.Value, exchangesPeers: false));
        _mutualTlsOfTcp = new(() => InboundTls.Mutual(traits.Mesh.Value, ExchangesPeers));
        _security = new(() => new(traits.Policies, traits.Mesh.Value, traits.Type));
        Extensions = new(traits.Extensions);
        DynamicForwarding = traits.OutboundMode == OutboundTrafficPolicyMode.AllowAnyDynamicDns ? DynamicForwardProxies.AllowAny(traits.DnsFamily) : null;
    }

    public ListenerTraits Traits { get; }

    public MeshConfig Mesh => Traits.Mesh.Value;

    /// <summary>The user's own filters.</summary>
    public ExtensionSet Extensions { get; }

    public HttpFilter? DynamicForwarding { get; }

    /// <summary>Downstream TLS of a workload: its own certificate, and clients of the mesh's trust domains.</summary>
    public TransportSocket MutualTls(bool http) => (http ? _mutualTls : _mutualTlsOfTcp).Value;

    /// <summary>Connections of TCP may begin with who the peer is.</summary>
    public bool ExchangesPeers => Traits.IstioFilters.HasFlag(IstioFilters.MetadataExchange);

    /// <summary>What guards the workload behind inbound listeners, and a gateway's own.</summary>
    public WorkloadSecurity Security => _security.Value;

    public static ListenerStyle Of(ProxyContext context) => context.Memo.GetOrAdd(ListenerTraits.Of(context), static traits => new ListenerStyle(traits));

    /// <param name="port">Of the listener, or of the workload; 0: any.</param>
    public IReadOnlyList<HttpFilter> Filters(ListenerClass @class, bool grpcWeb, int port) => _filters.GetOrAdd(
        (@class, grpcWeb, Extensions.HasPorts ? port : 0), static (key, style) => [.. HttpFilters.Of(style, key.Class, key.GrpcWeb, key.Port)], this);

    /// <summary>A gateway is a client of what stands behind it.</summary>
    public SideTelemetry Telemetry(ListenerClass @class) => (@class == ListenerClass.SidecarInbound ? _server : _client).Value;

    /// <summary>Istio's metrics, for proxies that can measure them.</summary>
    internal StatsFilters Stats(ListenerClass @class) => _stats.GetOrAdd(@class, static (side, style) => StatsFilters.Of(style.Traits, side), this);

    public AccessLogSet Logs(ListenerClass @class) => Telemetry(@class).Logs;

    public IReadOnlyList<AccessLog> ListenerLogs(ListenerClass @class) => Logs(@class).Listener;
}
