using Mesh.Actors.Connections;
using Mesh.Core.Security;

namespace Mesh.Actors.Secrets;

/// <summary>Told of every certificate that is signed or refused, from many threads: the audit log, metrics.</summary>
public interface ISecretObserver
{
    void Issued(string nodeId, StreamPeer peer, IssuedCertificate certificate);

    /// <param name="why">And how to cure it.</param>
    void Refused(string nodeId, StreamPeer peer, string why);
}
