using Mesh.Core.Security;

namespace Mesh.Gateway.Certificates;

/// <summary>On a connection of the TLS port: whom the client's certificate names. Its chain was checked in the handshake.</summary>
/// <param name="Id">null when there is no certificate, or it names nobody of the mesh.</param>
internal sealed record ClientIdentity(SpiffeId? Id, UInt128 Serial, DateTimeOffset NotAfter)
{
    public static readonly ClientIdentity None = new(null, 0, DateTimeOffset.MaxValue);
}
