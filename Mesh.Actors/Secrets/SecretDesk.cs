using Mesh.Actors.Connections;
using Mesh.Actors.Models;
using Mesh.Core.Model;
using Mesh.Core.Security;
using Mesh.Core.Xds;

namespace Mesh.Actors.Secrets;

/// <summary>
/// Makes the secrets of workloads out of a <see cref="LocalCa"/>. A plaintext port proves no identity, so that what a proxy says of itself is
/// believed only when it runs on this very machine, where whoever may connect may as well read this process's configuration.
/// </summary>
/// <param name="lifetime">Of a workload's certificate; renewed at half of it. Greater than zero.</param>
public sealed class SecretDesk(LocalCa ca, CurrentMesh mesh, TimeSpan lifetime, ISecretObserver observer)
{
    private const string DefaultTrustDomain = "cluster.local";
    private const string DefaultServiceAccount = "default";

    /// <summary>The certificates that proxies trust; the same for all.</summary>
    public XdsResource Root { get; } = WorkloadSecrets.RootResource(ca.RootPem);

    public bool MayHaveSecrets(Proxy proxy, StreamPeer peer)
    {
        if (peer.IsLoopback) return true;
        observer.Refused(proxy.Id, peer, "secrets are given to proxies on this machine only while proxies cannot prove who they are; run the proxy here, or let it get its certificate elsewhere");
        return false;
    }

    /// <returns>null when no identity can be made of what the proxy says of itself.</returns>
    public IssuedCertificate? Issue(Proxy proxy, StreamPeer peer, DateTimeOffset now)
    {
        var account = proxy.ServiceAccount.Length > 0 ? proxy.ServiceAccount : DefaultServiceAccount;
        var (id, error) = SpiffeId.Of(mesh.Model?.Mesh.TrustDomain ?? DefaultTrustDomain, proxy.Namespace, account);
        if (id is null)
        {
            observer.Refused(proxy.Id, peer, $"no identity can be made: {error}");
            return null;
        }
        var issued = ca.Issue(id, lifetime, now);
        observer.Issued(proxy.Id, peer, issued);
        return issued;
    }
}
