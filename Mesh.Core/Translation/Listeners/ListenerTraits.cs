using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Extensions;
using Mesh.Core.Translation.Security;
using Mesh.Core.Translation.Telemetry;
using Mesh.Core.Values;
using static Envoy.Config.Cluster.V3.Cluster.Types;

namespace Mesh.Core.Translation.Listeners;

/// <summary>All of a proxy and its mesh that shapes every listener alike. Equal traits share a <see cref="ListenerStyle"/>.</summary>
public sealed record ListenerTraits
{
    public required Identity<MeshConfig> Mesh { get; init; }

    public required ProxyConfig ProxyConfig { get; init; }

    public required ProxyType Type { get; init; }

    public required InterceptionMode Interception { get; init; }

    public required IstioFilters IstioFilters { get; init; }

    public required IstioVersion Version { get; init; }

    public required string Namespace { get; init; }

    public required string CanonicalService { get; init; }

    public required string CanonicalRevision { get; init; }

    /// <summary>node.cluster; may be empty.</summary>
    public required string ServiceCluster { get; init; }

    /// <summary>What OpenTelemetry's conventions for Kubernetes call the service.</summary>
    public required string ConventionalService { get; init; }

    public required string ClusterId { get; init; }

    public required string MeshId { get; init; }

    /// <summary>Which addresses it can reach, of names that it resolves itself.</summary>
    public required DnsLookupFamily DnsFamily { get; init; }

    public required TelemetryPlan Telemetry { get; init; }

    public required WorkloadExtensions Extensions { get; init; }

    /// <summary>Who may call, and with which tokens.</summary>
    public required WorkloadPolicies Policies { get; init; }

    /// <summary>metadata IDLE_TIMEOUT: of HTTP connections and TCP streams.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>metadata HTTP10: accept HTTP/1.0.</summary>
    public bool Http10 { get; init; }

    public bool InboundExactBalance { get; init; }

    public bool OutboundExactBalance { get; init; }

    /// <summary>What becomes of traffic to hosts that nobody knows.</summary>
    public required OutboundTrafficPolicyMode OutboundMode { get; init; }

    public static ListenerTraits Of(ProxyContext context)
    {
        var proxy = context.Proxy;
        var metadata = proxy.Metadata;
        return new()
        {
            Mesh = new(context.Mesh),
            ProxyConfig = context.ProxyConfig,
            Type = proxy.Type,
            Interception = proxy.Interception,
            IstioFilters = proxy.IstioFilters,
            Version = proxy.Version,
            Namespace = proxy.Namespace,
            CanonicalService = Known(proxy.Labels.GetValueOrDefault("service.istio.io/canonical-name"), "unknown"),
            CanonicalRevision = Known(proxy.Labels.GetValueOrDefault("service.istio.io/canonical-revision"), "latest"),
            ServiceCluster = proxy.ServiceCluster,
            ConventionalService = proxy.Labels.GetValueOrDefault("app.kubernetes.io/instance") ?? proxy.Labels.GetValueOrDefault("app.kubernetes.io/name")
                ?? proxy.Labels.GetValueOrDefault("service.istio.io/canonical-name") ?? "",
            ClusterId = Known(proxy.ClusterId, "unknown"),
            MeshId = Known(metadata.Text("MESH_ID"), "unknown"),
            DnsFamily = proxy.IsIpv6Only ? DnsLookupFamily.V6Only : proxy.HasIpv6 ? DnsLookupFamily.All : DnsLookupFamily.V4Only,
            Telemetry = TelemetryPlan.Of(context),
            Extensions = WorkloadExtensions.Of(context),
            Policies = WorkloadPolicies.Of(context),
            IdleTimeout = GoDurations.Parse(metadata.Text("IDLE_TIMEOUT")),
            Http10 = metadata.Flag("HTTP10"),
            InboundExactBalance = metadata.Flag("INBOUND_LISTENER_EXACT_BALANCE"),
            OutboundExactBalance = metadata.Flag("OUTBOUND_LISTENER_EXACT_BALANCE"),
            OutboundMode = OutboundPolicies.ModeOf(context),
        };
    }

    /// <summary>A tag may not be empty, however little a proxy says of itself.</summary>
    private static string Known(string? said, string otherwise) => said is { Length: > 0 } ? said : otherwise;
}
