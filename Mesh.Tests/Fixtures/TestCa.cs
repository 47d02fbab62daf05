using System.Security.Cryptography;
using System.Text;
using Mesh.Core.Security;
using Mesh.Core.Values;

namespace Mesh.Tests.Fixtures;

/// <summary>A root, and workloads that hold certificates of it with their keys.</summary>
internal sealed class TestCa(DateTimeOffset now) : IDisposable
{
    private readonly CertificateAuthority _root = CertificateAuthority.CreateRoot(SigningKey.CreateP256(), "cluster.local", TimeSpan.FromDays(1), now);

    public ReadOnlyMemory<byte> RootPem => Encoding.ASCII.GetBytes(_root.Pem);

    public IssuedCertificate Issue(SpiffeId id, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = SubjectKey.Read(key.ExportSubjectPublicKeyInfo()).Key!;
        var leaf = _root.SignWorkload(subject, id, CertificateAuthority.NewSerial(), lifetime, now);
        return new(id.ToString(), Encoding.ASCII.GetBytes(leaf.Pem), new(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem())), CertificateAuthority.SerialText(leaf.Serial), leaf.NotBefore, leaf.NotAfter);
    }

    public void Dispose() => _root.Dispose();
}
