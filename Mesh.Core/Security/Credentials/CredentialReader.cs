using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Mesh.Core.Config;
using Mesh.Core.Xds;

namespace Mesh.Core.Security.Credentials;

/// <summary>
/// A Secret as Envoy takes it. Both layouts are read, <c>tls.crt tls.key ca.crt ca.crl</c> (kubernetes.io/tls) and <c>cert key cacert crl</c> (generic). What
/// Envoy would refuse is not sent, so that the last good one stays.
/// </summary>
internal static class CredentialReader
{
    public static (XdsResource? Resource, string? Reason) Certificate(string name, ConfigObject<SecretObject> secret)
    {
        if ((Pair(secret.Spec, "tls.crt", "tls.key") ?? Pair(secret.Spec, "cert", "key")) is not { } pair) return (null, "it holds neither tls.crt and tls.key nor cert and key");
        var (chain, key) = pair;
        if (Complaint(chain, key) is { } complaint) return (null, complaint);
        return (Pack(name, secret, new() { Name = name, TlsCertificate = new() { CertificateChain = Inline(chain), PrivateKey = Inline(key) } }), null);
    }

    public static (XdsResource? Resource, string? Reason) Roots(string name, ConfigObject<SecretObject> secret)
    {
        if ((Find(secret.Spec, "ca.crt") ?? Find(secret.Spec, "cacert")) is not { } roots) return (null, "it holds neither ca.crt nor cacert");
        var (certificates, error) = PemCertificates.Read(Encoding.UTF8.GetString(roots), "its roots");
        foreach (var certificate in certificates) certificate.Dispose();
        if (error is not null) return (null, error.ToString());
        var context = new CertificateValidationContext { TrustedCa = Inline(roots) };
        if ((Find(secret.Spec, "ca.crl") ?? Find(secret.Spec, "crl")) is { } crl) context.Crl = Inline(crl);
        return (Pack(name, secret, new() { Name = name, ValidationContext = context }), null);
    }

    private static string? Complaint(byte[] chain, byte[] key)
    {
        try
        {
            using var pair = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(chain), Encoding.UTF8.GetString(key));
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return "its certificate and key do not fit together, or are no PEM";
        }
    }

    private static (byte[] Chain, byte[] Key)? Pair(SecretObject secret, string chain, string key) =>
        Find(secret, chain) is { } certificates && Find(secret, key) is { } privateKey ? (certificates, privateKey) : null;

    private static byte[]? Find(SecretObject secret, string name)
    {
        if (secret.StringData?.GetValueOrDefault(name) is { Value.Length: > 0 } text) return Encoding.UTF8.GetBytes(text.Value);
        return secret.Data?.GetValueOrDefault(name) is { Bytes.Length: > 0 } bytes ? bytes.Bytes.ToArray() : null;
    }

    private static XdsResource Pack(string name, ConfigObject origin, Secret secret) => XdsResource.Pack(XdsType.Secret, name, secret, [origin.Key]);

    private static DataSource Inline(byte[] bytes) => new() { InlineBytes = ByteString.CopyFrom(bytes) };
}
