using Mesh.Core.Model;

namespace Mesh.Core.Telemetry;

/// <summary>Who tells of traffic: a proxy, by the node that its stream began with.</summary>
/// <param name="Proxy">null for a client that says nothing of itself that can be understood.</param>
/// <param name="ProvenId">The SPIFFE id of its certificate; empty where the transport proves nobody's identity.</param>
public sealed record ReporterInfo(Proxy? Proxy, string ProvenId)
{
    public static readonly ReporterInfo Nobody = new(null, "");

    public bool IsGateway => Proxy?.Type == ProxyType.Router;

    public bool IsOwn(string address) => Proxy?.IpAddresses.Contains(address) == true;
}
