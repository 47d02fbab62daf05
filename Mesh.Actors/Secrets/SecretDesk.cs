using System.Security.Cryptography;
using System.Text;
using Mesh.Actors.Certificates;
using Mesh.Actors.Connections;
using Mesh.Actors.Models;
using Mesh.Core.Model;
using Mesh.Core.Security;
using Mesh.Core.Security.Callers;
using Mesh.Core.Security.Credentials;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Actors.Secrets;

/// <summary>Makes the secrets of proxies that have no agent beside them: for whoever has proved who they are, their own and no others.</summary>
/// <param name="certificates">Where this member signs; null until the actors are started.</param>
public sealed class SecretDesk(
    Func<CertificateDesk> certificates, CurrentIdentity identity, CurrentMesh mesh, SecretOptions options, ICertificateObserver observer, TimeProvider time)
{
    private const string DefaultTrustDomain = "cluster.local";
    private const string DefaultServiceAccount = "default";

    private readonly GatewayCredentials _credentials = new();

    public Trust Trust => identity.Trust;

    /// <summary>Fingerprint of the root that certificates lead to now.</summary>
    public string? Root => identity.Issuing?.Root;

    public SecretOptions Options => options;

    /// <returns>null when it has proved nothing.</returns>
    public SpiffeId? IdentityOf(Proxy proxy, StreamPeer peer)
    {
        if (peer.Caller is { } caller) return caller.Id;
        if (!options.TrustLoopback || !peer.IsLoopback)
        {
            Refuse(proxy, peer, "it has proved no identity: connect by TLS with a client certificate or a token");
            return null;
        }
        var account = proxy.ServiceAccount.Length > 0 ? proxy.ServiceAccount : DefaultServiceAccount;
        var (id, error) = SpiffeId.Of(mesh.Model?.Mesh.TrustDomain ?? DefaultTrustDomain, proxy.Namespace, account);
        if (id is null) Refuse(proxy, peer, $"no identity can be made: {error}");
        return id;
    }

    /// <summary>A new key pair and its certificate.</summary>
    /// <returns>null when there is none to be had now; why is in the log.</returns>
    public async Task<ProxyCertificate?> Issue(SpiffeId id, Proxy proxy, StreamPeer peer, bool renewal)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (subject, _) = SubjectKey.Read(key.ExportSubjectPublicKeyInfo());
        var by = peer.Caller?.By ?? Proof.Loopback;
        var requester = new Requester($"{by} {proxy.Id}", $"{peer.Address}", renewal ? "renewed over SDS" : "first over SDS", KeepsRoots: false);
        var outcome = await certificates().Issue(id, subject!, null, requester).ConfigureAwait(false);
        if (outcome.Leaf is not { } leaf) return null;
        var issued = new IssuedCertificate(
            id.ToString(),
            Encoding.ASCII.GetBytes(string.Concat(outcome.Chain!.SkipLast(1))),
            new SecretBytes(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n")),
            CertificateAuthority.SerialText(leaf.Serial),
            leaf.NotBefore,
            leaf.NotAfter);
        // Its life begins now; what lies before is for clocks that are late.
        var now = time.GetUtcNow();
        return new(WorkloadSecrets.CertificateResource(issued), outcome.Root, now + ((leaf.NotAfter - now) / 2));
    }

    /// <returns>null when there is none for this proxy.</returns>
    public XdsResource? Credential(SpiffeId reader, CredentialName name, XdsSnapshot configuration, Action<string> why)
    {
        if (mesh.Model is not { } model) return null;
        var (resource, reason) = _credentials.Resolve(model.Configs, reader, name, configuration);
        if (reason is not null) why(reason);
        return resource;
    }

    public void Refuse(Proxy proxy, StreamPeer peer, string why) => observer.Refused(proxy.Id, $"{peer.Address}", why);
}

/// <param name="Root">Fingerprint of the root that it leads to.</param>
public sealed record ProxyCertificate(XdsResource Secret, string Root, DateTimeOffset RenewAt);
