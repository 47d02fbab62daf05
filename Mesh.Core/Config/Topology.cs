namespace Mesh.Core.Config;

/// <summary>What stands in front of a gateway. Spec: istio.mesh.v1alpha1.Topology.</summary>
public sealed record Topology
{
    public uint? NumTrustedProxies { get; init; }

    public ForwardClientCertDetails? ForwardClientCertDetails { get; init; }

    public TopologyProxyProtocol? ProxyProtocol { get; init; }
}

public enum ForwardClientCertDetails
{
    Undefined,
    Sanitize,
    ForwardOnly,
    AppendForward,
    SanitizeSet,
    AlwaysForwardOnly,
}

public sealed record TopologyProxyProtocol;
