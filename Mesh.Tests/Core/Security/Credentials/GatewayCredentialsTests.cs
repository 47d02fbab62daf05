using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Envoy.Config.Cluster.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Security;
using Mesh.Core.Security.Credentials;
using Mesh.Core.Xds;

namespace Mesh.Tests.Core.Security.Credentials;

public sealed class GatewayCredentialsTests
{
    private static readonly SpiffeId Gateway = SpiffeId.Of("cluster.local", "istio-ingress", "gateway").Id!;
    private static readonly (string Certificate, string Key) Pair = Make();

    private readonly GatewayCredentials _credentials = new();

    [Theory]
    [InlineData("tls.crt", "tls.key")]
    [InlineData("cert", "key")]
    public void A_gateway_gets_the_certificates_that_its_configuration_names(string certificate, string key)
    {
        var (resource, reason) = Resolve(Gateway, "kubernetes://shop", Secret("shop", (certificate, Pair.Certificate), (key, Pair.Key)));

        Assert.Null(reason);
        var secret = Envoy.Extensions.TransportSockets.Tls.V3.Secret.Parser.ParseFrom(resource!.Body.Value);
        Assert.Equal("kubernetes://shop", secret.Name);
        Assert.Equal(Pair.Certificate, secret.TlsCertificate.CertificateChain.InlineBytes.ToStringUtf8());
        Assert.Equal(Pair.Key, secret.TlsCertificate.PrivateKey.InlineBytes.ToStringUtf8());
    }

    [Fact]
    public void Roots_lie_beside_the_certificate_or_in_a_Secret_of_their_own()
    {
        var beside = Resolve(Gateway, "kubernetes://shop-cacert", Secret("shop", ("ca.crt", Pair.Certificate), ("ca.crl", "crl"))).Resource!;
        var own = Resolve(Gateway, "kubernetes://shop-cacert", Secret("shop", ("ca.crt", "not this")), Secret("shop-cacert", ("cacert", Pair.Certificate))).Resource!;

        Assert.Equal("crl", Context(beside).Crl.InlineBytes.ToStringUtf8());
        Assert.Equal(Pair.Certificate, Context(own).TrustedCa.InlineBytes.ToStringUtf8());
    }

    [Fact]
    public void Rule13_Who_asks_after_the_owner_gets_nothing_of_what_the_owner_got()
    {
        var thief = SpiffeId.Of("cluster.local", "shop", "web").Id!;
        var secret = Secret("shop", ("tls.crt", Pair.Certificate), ("tls.key", Pair.Key));

        foreach (var name in (string[])["kubernetes://istio-ingress/shop", "kubernetes-gateway://istio-ingress/shop"])
        {
            Assert.NotNull(Resolve(Gateway, name, secret).Resource);
            Assert.Contains("another namespace", Resolve(thief, name, secret).Reason, StringComparison.Ordinal);
        }
        Assert.Contains("there is no Secret shop/shop", Resolve(thief, "kubernetes://shop", secret).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Rule12_What_no_listener_and_no_cluster_of_the_proxy_names_is_not_for_it()
    {
        var secret = Secret("shop", ("tls.crt", Pair.Certificate), ("tls.key", Pair.Key));

        var (resource, reason) = _credentials.Resolve(ConfigSet.Of([secret]), Gateway, CredentialName.Parse("kubernetes://shop")!, Configuration("kubernetes://shop-and-more"));

        Assert.Null(resource);
        Assert.Contains("names kubernetes://shop", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_Envoy_would_refuse_is_not_sent_and_the_reason_holds_no_key()
    {
        var other = Make();

        var (resource, reason) = Resolve(Gateway, "kubernetes://shop", Secret("shop", ("tls.crt", Pair.Certificate), ("tls.key", other.Key)));

        Assert.Null(resource);
        Assert.Contains("do not fit together", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("kubernetes://")]
    [InlineData("kubernetes://a/b/c")]
    [InlineData("kubernetes:///x")]
    [InlineData("file-root:/etc/passwd")]
    public void What_is_no_credential_is_not_looked_for(string name) => Assert.Null(CredentialName.Parse(name));

    private (XdsResource? Resource, string? Reason) Resolve(SpiffeId reader, string name, params ConfigObject[] secrets) =>
        _credentials.Resolve(ConfigSet.Of(secrets), reader, CredentialName.Parse(name)!, Configuration(name));

    private static XdsSnapshot Configuration(string named) => XdsSnapshot.Empty.With(XdsResourceSet.Of(XdsType.Cluster,
    [
        XdsResource.Pack(XdsType.Cluster, "c", new Cluster
        {
            Name = "c",
            TransportSocket = new() { Name = "tls", TypedConfig = Any.Pack(new UpstreamTlsContext { CommonTlsContext = new() { TlsCertificateSdsSecretConfigs = { new SdsSecretConfig { Name = named } } } }) },
        }),
    ]));

    private static CertificateValidationContext Context(XdsResource resource) => Envoy.Extensions.TransportSockets.Tls.V3.Secret.Parser.ParseFrom(resource.Body.Value).ValidationContext;

    private static ConfigObject Secret(string name, params (string Key, string Value)[] data)
    {
        var lines = string.Concat(data.Select(x => $"  {x.Key}: {Convert.ToBase64String(Encoding.UTF8.GetBytes(x.Value))}\n"));
        return Assert.Single(ConfigReader.Read("secret.yaml", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: istio-ingress}}\ndata:\n{lines}")).Object!;
    }

    private static (string Certificate, string Key) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=shop", key, HashAlgorithmName.SHA256).CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
