using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Tests.Fixtures;

/// <summary>A secret for every name that may be asked for. Nobody trusts them; an Envoy that has them goes on.</summary>
internal static class UselessSecrets
{
    private static readonly (string Certificate, string Key) Pair = Create();

    public static Any Of(string name)
    {
        var secret = new Secret { Name = name };
        if (IsRoot(name)) secret.ValidationContext = new() { TrustedCa = new() { InlineString = Pair.Certificate } };
        else secret.TlsCertificate = new() { CertificateChain = new() { InlineString = Pair.Certificate }, PrivateKey = new() { InlineString = Pair.Key } };
        return Any.Pack(secret);
    }

    private static bool IsRoot(string name) => name is "ROOTCA" || name.StartsWith("file-root:", StringComparison.Ordinal) || name.StartsWith("configmap://", StringComparison.Ordinal)
        || name.EndsWith("-cacert", StringComparison.Ordinal);

    private static (string, string) Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
