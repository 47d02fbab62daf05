using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Security;

namespace Mesh.Tests.Core.Security;

public sealed class PluggedCaTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Files_that_fit_together_sign_what_their_root_trusts()
    {
        var (root, ca) = Make();

        var (plugged, errors) = PluggedCa.Read(ca, Now);

        Assert.Empty(errors);
        Assert.True(plugged!.Authority.MaySignAuthorities);
        using var leaf = X509Certificate2.CreateFromPem(Leaf(plugged));
        Assert.True(Chains.IsTrusted(leaf, [root], [plugged.Authority.Certificate], Now));
        Assert.Equal([PemCertificates.Write(root)], plugged.RootPems);
    }

    [Fact]
    public void The_chain_has_the_authority_once_and_the_root_not_at_all()
    {
        var (root, ca) = Make();

        var (plugged, _) = PluggedCa.Read(ca with { Chain = ca.Certificate + PemCertificates.Write(root) }, Now);

        Assert.Equal([plugged!.Authority.Pem], plugged.Authority.Chain);
    }

    [Fact]
    public void An_authority_of_path_length_zero_signs_workloads_itself()
    {
        var (_, ca) = Make(pathLength: 0);

        Assert.False(PluggedCa.Read(ca, Now).Ca!.Authority.MaySignAuthorities);
    }

    [Fact]
    public void An_RSA_authority_is_served()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=root", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        var pem = root.ExportCertificatePem();

        foreach (var keyPem in (string[])[key.ExportPkcs8PrivateKeyPem(), key.ExportRSAPrivateKeyPem()])
        {
            var (plugged, errors) = PluggedCa.Read(new(pem, keyPem, pem, null), Now);

            Assert.Empty(errors);
            using var leaf = X509Certificate2.CreateFromPem(Leaf(plugged!));
            Assert.True(Chains.IsTrusted(leaf, [root], [], Now));
        }
    }

    [Fact]
    public void Each_thing_that_does_not_fit_is_named()
    {
        var (_, ca) = Make();
        var (strangerRoot, stranger) = Make();
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var noCa = new CertificateRequest("CN=leaf", leafKey, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));

        Assert.Contains("ca-key.pem: is not the key", Errors(ca with { Key = stranger.Key }), StringComparison.Ordinal);
        Assert.Contains("ca-key.pem: holds no unencrypted private key", Errors(ca with { Key = "secret" }), StringComparison.Ordinal);
        Assert.Contains("ca-cert.pem: holds no certificate", Errors(ca with { Certificate = "" }), StringComparison.Ordinal);
        Assert.Contains("cert-chain.pem: does not lead", Errors(ca with { Roots = PemCertificates.Write(strangerRoot) }), StringComparison.Ordinal);
        Assert.Contains("ca-cert.pem: may not sign", Errors(ca with { Certificate = noCa.ExportCertificatePem(), Key = leafKey.ExportECPrivateKeyPem() }), StringComparison.Ordinal);
        Assert.Contains("ca-cert.pem: has expired", Errors(ca, Now.AddDays(400)), StringComparison.Ordinal);
        Assert.Contains("ca-cert.pem: is not valid before", Errors(ca, Now.AddDays(-400)), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", ca.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void With_two_roots_in_the_file_the_one_that_the_authority_leads_to_comes_first()
    {
        var (root, ca) = Make();
        var (other, _) = Make();

        var (plugged, _) = PluggedCa.Read(ca with { Roots = PemCertificates.Write(other) + PemCertificates.Write(root) }, Now);

        Assert.Equal([PemCertificates.Write(root), PemCertificates.Write(other)], plugged!.RootPems);
    }

    private static string Errors(PluggedCaText text, DateTimeOffset? at = null)
    {
        var (plugged, errors) = PluggedCa.Read(text, at ?? Now);
        Assert.Null(plugged);
        return string.Join('\n', errors);
    }

    private static string Leaf(PluggedCa ca)
    {
        var (request, _) = SigningRequestReader.ReadPem(Csrs.P256());
        return ca.Authority.SignWorkload(request!.Key, Csrs.Cart, CertificateAuthority.NewSerial(), TimeSpan.FromHours(1), Now).Pem;
    }

    private static (X509Certificate2 Root, PluggedCaText Files) Make(int? pathLength = null)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest($"CN=root {Guid.NewGuid()}", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        var root = rootRequest.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(1000));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=intermediate", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, pathLength is not null, pathLength ?? 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var certificate = request.Create(root, Now.AddDays(-1), Now.AddDays(365), [1, 2, 3]);
        return (root, new(PemCertificates.Write(certificate), key.ExportECPrivateKeyPem(), PemCertificates.Write(root), null));
    }
}
