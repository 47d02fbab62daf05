using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Mesh.Core.Xds;

namespace Mesh.Core.Security;

/// <summary>The secrets that Istio's TLS contexts ask for by name.</summary>
public static class WorkloadSecrets
{
    /// <summary>The proxy's own certificate and key.</summary>
    public const string Certificate = "default";

    /// <summary>The certificates that it trusts.</summary>
    public const string Root = "ROOTCA";

    public static XdsResource RootResource(ReadOnlyMemory<byte> rootPem) => XdsResource.Pack(XdsType.Secret, Root, new Secret
    {
        Name = Root,
        ValidationContext = new CertificateValidationContext { TrustedCa = Inline(rootPem) },
    });

    /// <summary>Certificate and key in one resource, so that Envoy never pairs the old one with the new other (rule 66).</summary>
    public static XdsResource CertificateResource(IssuedCertificate issued) => XdsResource.Pack(XdsType.Secret, Certificate, new Secret
    {
        Name = Certificate,
        TlsCertificate = new TlsCertificate
        {
            CertificateChain = Inline(issued.ChainPem),
            PrivateKey = Inline(issued.KeyPem.Bytes),
        },
    });

    private static DataSource Inline(ReadOnlyMemory<byte> bytes) => new() { InlineBytes = ByteString.CopyFrom(bytes.Span) };
}
