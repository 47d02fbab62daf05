using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.security.v1beta1.PeerAuthentication.</summary>
public sealed record PeerAuthentication
{
    public WorkloadLabelSelector? Selector { get; init; }

    public MutualTls? Mtls { get; init; }

    public ValueMap<MutualTls>? PortLevelMtls { get; init; }
}

public sealed record MutualTls
{
    public MutualTlsMode? Mode { get; init; }
}

public enum MutualTlsMode
{
    Unset,
    Disable,
    Permissive,
    Strict,
}
