using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Values;

namespace Mesh.Core.Security;

/// <summary>
/// A certificate authority that lives in the memory of one process: P-256, its key never leaves it and ends with it. Good for a mesh on one
/// machine; proxies that got their certificates from another run do not trust it.
/// </summary>
public sealed class LocalCa : IDisposable
{
    /// <summary>Clocks of two machines differ; a certificate that begins a little early is accepted by both.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan RootLifetime = TimeSpan.FromDays(3650);

    private static readonly OidCollection ServerAndClient = [new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")];

    private readonly ECDsa _key;
    private readonly X509Certificate2 _root;
    private readonly X509SignatureGenerator _signer;
    private readonly Lock _signing = new();

    private LocalCa(ECDsa key, X509Certificate2 root)
    {
        _key = key;
        _root = root;
        _signer = X509SignatureGenerator.CreateForECDsa(key);
        RootPem = Encoding.ASCII.GetBytes(root.ExportCertificatePem());
    }

    /// <summary>What proxies trust.</summary>
    public ReadOnlyMemory<byte> RootPem { get; }

    public static LocalCa Create(string trustDomain, DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"O={trustDomain}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new(key, request.CreateSelfSigned(now - Skew, now + RootLifetime));
    }

    /// <summary>A new key pair and a certificate that names <paramref name="id"/> and nothing else.</summary>
    public IssuedCertificate Issue(SpiffeId id, TimeSpan lifetime, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0x00]), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(ServerAndClient, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(SubjectOf(id));

        var notBefore = now - Skew;
        var notAfter = Earlier(now + lifetime, new DateTimeOffset(_root.NotAfter));
        var serial = NewSerial();
        using var certificate = Sign(request, notBefore, notAfter, serial);
        return new(
            id.ToString(),
            Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n"),
            new SecretBytes(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n")),
            Convert.ToHexString(serial),
            notBefore,
            notAfter);
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }

    /// <summary>One ECDsa object may not sign on two threads at once.</summary>
    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset notBefore, DateTimeOffset notAfter, byte[] serial)
    {
        lock (_signing) return request.Create(_root.SubjectName, _signer, notBefore, notAfter, serial);
    }

    /// <summary>Critical, as RFC 5280 wants it where the subject is empty.</summary>
    private static X509Extension SubjectOf(SpiffeId id)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(id.ToString()));
        return names.Build(critical: true);
    }

    /// <summary>127 random bits: positive, and not zero in its first byte, so that its length never varies.</summary>
    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
