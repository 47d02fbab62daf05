using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.Sidecar.</summary>
public sealed record Sidecar
{
    public WorkloadSelector? WorkloadSelector { get; init; }

    public ValueList<IstioIngressListener>? Ingress { get; init; }

    public ValueList<IstioEgressListener>? Egress { get; init; }

    public OutboundTrafficPolicy? OutboundTrafficPolicy { get; init; }

    public ConnectionPoolSettings? InboundConnectionPool { get; init; }
}

public sealed record IstioIngressListener
{
    public SidecarPort? Port { get; init; }

    public string? Bind { get; init; }

    public CaptureMode? CaptureMode { get; init; }

    public string? DefaultEndpoint { get; init; }

    public ServerTlsSettings? Tls { get; init; }

    public ConnectionPoolSettings? ConnectionPool { get; init; }
}

public sealed record IstioEgressListener
{
    public SidecarPort? Port { get; init; }

    public string? Bind { get; init; }

    public CaptureMode? CaptureMode { get; init; }

    public ValueList<string>? Hosts { get; init; }
}

public sealed record SidecarPort
{
    public uint? Number { get; init; }

    public string? Protocol { get; init; }

    public string? Name { get; init; }

    public uint? TargetPort { get; init; }
}

public enum CaptureMode
{
    Default,
    Iptables,
    None,
}

public sealed record OutboundTrafficPolicy
{
    public OutboundTrafficPolicyMode? Mode { get; init; }

    public Destination? EgressProxy { get; init; }
}

public enum OutboundTrafficPolicyMode
{
    RegistryOnly,
    AllowAny,
    AllowAnyDynamicDns,
}
