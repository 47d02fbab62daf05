using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Serve.Settings;

namespace Mesh.Tests.Fixtures.Members;

/// <summary>A root and the certificates that it signs, as files, for members of a test.</summary>
internal sealed class TestPki : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2020-01-01T00:00:00Z");
    private static readonly DateTimeOffset End = DateTimeOffset.Parse("2120-01-01T00:00:00Z");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("actormesh-pki-");
    private int _serial;

    public TestPki(string name = "root")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = request.CreateSelfSigned(Start, End);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Issue(string? dns = null, string? uri = null, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        if (dns is not null) names.AddDnsName(dns);
        if (uri is not null) names.AddUri(new(uri));
        if (dns is not null || uri is not null) request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(Root, Start, until ?? End, BitConverter.GetBytes(++_serial));
        return signed.CopyWithPrivateKey(key);
    }

    public MemberTlsFiles Write(X509Certificate2 certificate, X509Certificate2? trusted = null)
    {
        var name = Path.Combine(_directory.FullName, Path.GetRandomFileName());
        File.WriteAllText(name + ".crt", certificate.ExportCertificatePem());
        File.WriteAllText(name + ".key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(name + ".ca", (trusted ?? Root).ExportCertificatePem());
        return new(name + ".crt", name + ".key", name + ".ca");
    }

    public void Dispose()
    {
        if (_directory.Exists) _directory.Delete(recursive: true);
        Root.Dispose();
        _key.Dispose();
    }
}
