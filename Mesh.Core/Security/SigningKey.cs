using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Mesh.Core.Values;

namespace Mesh.Core.Security;

/// <summary>
/// A private key that signs certificates. It says itself to nobody but the file that the operator chose for it: there is no way to print, compare or
/// serialize it. Any number of threads may sign at once.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private static readonly ReadOnlyMemory<byte> EcdsaSha256 = Algorithm(Oids.EcdsaSha256, withNull: false);
    private static readonly ReadOnlyMemory<byte> EcdsaSha384 = Algorithm(Oids.EcdsaSha384, withNull: false);
    private static readonly ReadOnlyMemory<byte> RsaSha256 = Algorithm(Oids.RsaSha256, withNull: true);

    private readonly AsymmetricAlgorithm _key;
    private readonly ConcurrentBag<AsymmetricAlgorithm> _idle = [];
    private readonly HashAlgorithmName _hash;
    private volatile bool _disposed;

    private SigningKey(AsymmetricAlgorithm key, SubjectKey subject)
    {
        _key = key;
        _idle.Add(key);
        Subject = subject;
        (_hash, SignatureAlgorithm) = subject.Kind switch
        {
            SubjectKeyKind.P256 => (HashAlgorithmName.SHA256, EcdsaSha256),
            SubjectKeyKind.P384 => (HashAlgorithmName.SHA384, EcdsaSha384),
            _ => (HashAlgorithmName.SHA256, RsaSha256),
        };
    }

    /// <summary>The public half.</summary>
    public SubjectKey Subject { get; }

    /// <summary>AlgorithmIdentifier of its signatures, DER.</summary>
    public ReadOnlyMemory<byte> SignatureAlgorithm { get; }

    public static SigningKey CreateP256() => Of(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <param name="pem">One private key, unencrypted: PKCS#8, or the older form of its kind.</param>
    public static (SigningKey? Key, ConfigError? Error) Read(string pem, string field)
    {
        AsymmetricAlgorithm? key = null;
        try
        {
            key = pem.Contains("RSA PRIVATE KEY", StringComparison.Ordinal) ? RSA.Create() : ECDsa.Create();
            if (!TryImport(key, pem))
            {
                key.Dispose();
                key = RSA.Create();
                key.ImportFromPem(pem);
            }
            return (Of(key), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key?.Dispose();
            return (null, new(field, "holds no unencrypted private key in PEM, P-256, P-384 or RSA of 2048 to 4096 bits"));
        }
    }

    /// <summary>PKCS#8 PEM, for the file that outlives the process.</summary>
    public SecretBytes ExportPem() => new(System.Text.Encoding.ASCII.GetBytes(_key.ExportPkcs8PrivateKeyPem() + "\n"));

    /// <summary>DER of a signature by <see cref="SignatureAlgorithm"/>.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var key = _idle.TryTake(out var idle) ? idle : Clone();
        try
        {
            return key is ECDsa curve ? curve.SignData(data, _hash, DSASignatureFormat.Rfc3279DerSequence) : ((RSA)key).SignData(data, _hash, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            if (_disposed) key.Dispose();
            else _idle.Add(key);
        }
    }

    /// <summary>As TLS needs it, for a certificate with this key.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate2 AttachTo(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) =>
        System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), _key.ExportPkcs8PrivateKeyPem());

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var key)) key.Dispose();
    }

    /// <summary>One object of the platform may not sign on two threads at once; several with one key may.</summary>
    private AsymmetricAlgorithm Clone()
    {
        if (_key is ECDsa curve) return ECDsa.Create(curve.ExportParameters(includePrivateParameters: true));
        return RSA.Create(((RSA)_key).ExportParameters(includePrivateParameters: true));
    }

    private static SigningKey Of(AsymmetricAlgorithm key)
    {
        var (subject, error) = SubjectKey.Read(key.ExportSubjectPublicKeyInfo());
        return subject is null ? throw new CryptographicException(error!.ToString()) : new(key, subject);
    }

    private static bool TryImport(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException && key is ECDsa)
        {
            return false;
        }
    }

    private static byte[] Algorithm(string oid, bool withNull)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (withNull) writer.WriteNull();
        }
        return writer.Encode();
    }
}
