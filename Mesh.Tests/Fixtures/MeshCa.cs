using Akka.Actor;
using Mesh.Actors.Certificates;
using Mesh.Actors.Models;
using Mesh.Actors.Secrets;
using Mesh.Core.Security;
using Mesh.Core.Security.Roots;

namespace Mesh.Tests.Fixtures;

/// <summary>A member that can sign, without a cluster: a root, the member's own key under it, an actor of certificates.</summary>
public sealed class MeshCa : ICertificateObserver
{
    private readonly TimeProvider _time;

    /// <param name="identities">The region, or one CertificateActor that stands for it.</param>
    public MeshCa(TimeProvider time, IActorRef identities, CertificateOptions? options = null)
    {
        _time = time;
        Root = CertificateAuthority.CreateRoot(SigningKey.CreateP256(), "cluster.local", TimeSpan.FromDays(3650), time.GetUtcNow());
        UseRoots(Root);
        SignUnder(Root);
        Desk = new(identities, "member", Identity, Ledger, options ?? new(TimeSpan.FromHours(24), TimeSpan.FromDays(90), TimeSpan.FromSeconds(5), 100), this, time);
    }

    public CertificateAuthority Root { get; }

    public CurrentIdentity Identity { get; } = new();

    public CurrentMesh Mesh { get; } = new();

    public IssuedLedger Ledger { get; } = new();

    public CertificateDesk Desk { get; }

    public List<IssuedEntry> Signed { get; } = [];

    public List<string> Refusals { get; } = [];

    public SecretDesk Secrets(bool trustLoopback = false) => new(() => Desk, Identity, Mesh, new(trustLoopback, TimeSpan.Zero), this, _time);

    public void UseRoots(params CertificateAuthority[] roots) =>
        Identity.Trust = new(roots.Length, PemCertificates.Bundle(roots.Select(x => x.Pem)), roots[0].Fingerprint, roots[0].Fingerprint, RootPhase.Steady, false, []);

    public void SignUnder(CertificateAuthority root)
    {
        var key = SigningKey.CreateP256();
        var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(root.SignMember(key.Subject, "cluster.local", "member", TimeSpan.FromDays(7), _time.GetUtcNow()));
        Identity.Issuing = new(new(key, certificate, []), root.Fingerprint, root.Fingerprint, DateTimeOffset.MaxValue);
    }

    public void Issued(IssuedEntry issued)
    {
        lock (Signed) Signed.Add(issued);
    }

    public void Refused(string who, string remote, string why)
    {
        lock (Refusals) Refusals.Add($"{who}: {why}");
    }

    public void AuthorityChanged(string what)
    {
    }

    public void AuthorityTroubled(string what, Exception? cause)
    {
    }
}
