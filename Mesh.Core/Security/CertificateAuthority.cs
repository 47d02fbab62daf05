using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mesh.Core.Security;

/// <summary>
/// A certificate that may sign others, with its key and the certificates that lead from it to the roots. Certificates and order are what clients get:
/// one PEM each, this one first, the trusted roots not among them.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>Clocks of two machines differ; a certificate that begins a little early is accepted by both.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private readonly SigningKey _key;
    private readonly X509Certificate2 _certificate;
    private readonly LeafTemplate _leaf;
    private readonly ReadOnlyMemory<byte> _name;
    private readonly ReadOnlyMemory<byte> _keyId;

    /// <param name="certificate">Of <paramref name="key"/>; taken over, and disposed of with this.</param>
    /// <param name="above">PEMs of what signed it, the nearest first; no root among them. Empty for a root, and for what a root signed.</param>
    public CertificateAuthority(SigningKey key, X509Certificate2 certificate, IReadOnlyList<string> above)
    {
        _key = key;
        _certificate = certificate;
        _name = certificate.SubjectName.RawData;
        _keyId = CertificateFacts.KeyIdOf(certificate);
        _leaf = new(key.SignatureAlgorithm, _name, _keyId);
        NotAfter = new(certificate.NotAfter);
        Pem = certificate.ExportCertificatePem() + "\n";
        Fingerprint = CertificateFacts.FingerprintOf(certificate);
        IsRoot = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
        Chain = IsRoot ? [] : [Pem, .. above];
    }

    public string Pem { get; }

    /// <summary>SHA-256 of the certificate, lower-case hexadecimal.</summary>
    public string Fingerprint { get; }

    public DateTimeOffset NotAfter { get; }

    public bool IsRoot { get; }

    public X509Certificate2 Certificate => _certificate;

    /// <summary>What goes between a leaf and the root.</summary>
    public IReadOnlyList<string> Chain { get; }

    /// <summary>May it sign another authority? Plugged-in ones often may not: <c>pathlen:0</c>.</summary>
    public bool MaySignAuthorities => CertificateFacts.PathLengthOf(_certificate) is not 0;

    /// <summary>A new root of its own making.</summary>
    public static CertificateAuthority CreateRoot(SigningKey key, string trustDomain, TimeSpan lifetime, DateTimeOffset now)
    {
        var keyId = CertificateFacts.KeyIdOf(key.Subject);
        var name = new X500DistinguishedName($"O={trustDomain}, CN=ActorMesh root {Convert.ToHexStringLower(keyId.AsSpan(0, 4))}").RawData;
        var extensions = CertificateExtensions.Authority(keyId, keyId, pathLength: null);
        var der = new CertificateBody(key.SignatureAlgorithm, name, name, now - Skew, now + lifetime, extensions).Sign(NewSerial(), key.Subject.Info, key);
        return new(key, X509CertificateLoader.LoadCertificate(der), []);
    }

    /// <summary>A certificate by which a member may sign leaves, and no authority.</summary>
    /// <returns>PEM.</returns>
    public string SignMember(SubjectKey member, string trustDomain, string name, TimeSpan lifetime, DateTimeOffset now)
    {
        var subject = new X500DistinguishedName($"O={trustDomain}, CN={Escaped(name)}").RawData;
        var extensions = CertificateExtensions.Authority(CertificateFacts.KeyIdOf(member), _keyId.Span, pathLength: 0);
        var der = new CertificateBody(_key.SignatureAlgorithm, _name, subject, now - Skew, Earlier(now + lifetime), extensions).Sign(NewSerial(), member.Info, _key);
        return PemEncoding.WriteString("CERTIFICATE", der) + "\n";
    }

    /// <summary>A workload's certificate: names <paramref name="id"/> and nothing else, signs nothing, ends no later than this authority does.</summary>
    public SignedLeaf SignWorkload(SubjectKey key, SpiffeId id, UInt128 serial, TimeSpan lifetime, DateTimeOffset now) =>
        Sign(key, SubjectNames.Of(id), serial, lifetime, now);

    /// <summary>The certificate of a server of the control plane.</summary>
    public SignedLeaf SignServer(SubjectKey key, IReadOnlyList<string> dnsNames, UInt128 serial, TimeSpan lifetime, DateTimeOffset now) =>
        Sign(key, SubjectNames.Of(dnsNames), serial, lifetime, now);

    /// <summary>126 random bits, positive, of a length that never varies.</summary>
    public static UInt128 NewSerial()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[0] = (byte)((bytes[0] & 0x3F) | 0x40);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Upper-case hexadecimal, as logs and OpenSSL write it.</summary>
    public static string SerialText(UInt128 serial) => serial.ToString("X32");

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private SignedLeaf Sign(SubjectKey key, ReadOnlyMemory<byte> subjectNames, UInt128 serial, TimeSpan lifetime, DateTimeOffset now)
    {
        var (notBefore, notAfter) = (now - Skew, Earlier(now + lifetime));
        var der = _leaf.Sign(serial, key.Info, subjectNames, notBefore, notAfter, _key);
        return new(PemEncoding.WriteString("CERTIFICATE", der) + "\n", serial, notBefore, notAfter);
    }

    private DateTimeOffset Earlier(DateTimeOffset at) => at < NotAfter ? at : NotAfter;

    private static string Escaped(string name) => $"\"{name.Replace("\"", "", StringComparison.Ordinal)}\"";
}

/// <param name="Pem">The leaf alone.</param>
public sealed record SignedLeaf(string Pem, UInt128 Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
