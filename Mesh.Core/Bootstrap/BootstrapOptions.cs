using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Model;

namespace Mesh.Core.Bootstrap;

/// <summary>What sets one proxy's bootstrap apart from another's.</summary>
/// <param name="XdsHost">Name or address of the control plane.</param>
/// <param name="NodeId"><c>type~ip~name.namespace~domain</c>.</param>
public sealed record BootstrapOptions(string XdsHost, int XdsPort, string NodeId)
{
    /// <summary>Sent with the first request: NAMESPACE, LABELS, SERVICE_ACCOUNT, …</summary>
    public Struct Metadata { get; init; } = new();

    public Locality Locality { get; init; } = Locality.Unknown;

    /// <summary>Envoy's own pages, on loopback.</summary>
    public int AdminPort { get; init; } = 15000;

    /// <summary>Where <c>/stats/prometheus</c> is open to all addresses (Istio: 15090); 0 for nowhere.</summary>
    public int StatsPort { get; init; }

    /// <summary>Where <c>/healthz/ready</c> is open to all addresses (Istio: 15021); 0 for nowhere.</summary>
    public int StatusPort { get; init; }

    /// <summary>null for a plaintext port.</summary>
    public BootstrapTls? Tls { get; init; }
}
