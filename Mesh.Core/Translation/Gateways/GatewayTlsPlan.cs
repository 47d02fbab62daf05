using Mesh.Core.Config;
using Mesh.Core.Model.Gateways;

namespace Mesh.Core.Translation.Gateways;

/// <summary>The TLS that a gateway's server ends, as plain values.</summary>
/// <param name="Http">Offers HTTP's protocols in the handshake.</param>
internal sealed record GatewayTlsPlan(ServerTlsSettings Settings, bool Http)
{
    public static GatewayTlsPlan Of(ProxyContext context, GatewayServer server) => new(server.Server.Tls!, server.TerminatesHttps);
}
