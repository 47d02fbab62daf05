using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Security;

namespace Mesh.Tests.Core.Security;

public sealed class LocalCaTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly SpiffeId Cart = SpiffeId.Of("cluster.local", "shop", "cart").Id!;

    [Fact]
    public void A_certificate_names_its_workload_and_nobody_else()
    {
        using var ca = LocalCa.Create("cluster.local", Now);

        using var certificate = Certificate(ca.Issue(Cart, TimeSpan.FromHours(24), Now));

        var names = Assert.Single(certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>());
        Assert.True(names.Critical);
        Assert.Empty(names.EnumerateDnsNames());
        Assert.Contains("spiffe://cluster.local/ns/shop/sa/cart", Encoding.Latin1.GetString(names.RawData), StringComparison.Ordinal);
        Assert.Equal("", certificate.Subject);
    }

    [Fact]
    public void A_certificate_signs_no_other_certificate()
    {
        using var ca = LocalCa.Create("cluster.local", Now);

        using var certificate = Certificate(ca.Issue(Cart, TimeSpan.FromHours(24), Now));

        Assert.False(Assert.Single(certificate.Extensions.OfType<X509BasicConstraintsExtension>()).CertificateAuthority);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, Assert.Single(certificate.Extensions.OfType<X509KeyUsageExtension>()).KeyUsages);
        var purposes = Assert.Single(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()).EnhancedKeyUsages;
        Assert.Equal(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"], purposes.Cast<Oid>().Select(x => x.Value!).Order());
    }

    [Fact]
    public void A_certificate_is_trusted_by_its_root_while_it_lives()
    {
        using var ca = LocalCa.Create("cluster.local", Now);
        using var certificate = Certificate(ca.Issue(Cart, TimeSpan.FromHours(24), Now));

        Assert.True(IsTrusted(ca, certificate, Now));
        Assert.True(IsTrusted(ca, certificate, Now.AddHours(23.9)));
        Assert.False(IsTrusted(ca, certificate, Now.AddHours(24.1)));
    }

    [Fact]
    public void A_certificate_of_another_authority_is_not_trusted()
    {
        using var ca = LocalCa.Create("cluster.local", Now);
        using var other = LocalCa.Create("cluster.local", Now);
        using var certificate = Certificate(other.Issue(Cart, TimeSpan.FromHours(24), Now));

        Assert.False(IsTrusted(ca, certificate, Now));
    }

    [Fact]
    public void The_key_belongs_to_the_certificate_and_prints_as_redacted()
    {
        using var ca = LocalCa.Create("cluster.local", Now);

        var issued = ca.Issue(Cart, TimeSpan.FromHours(24), Now);

        using var pair = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(issued.ChainPem.Span), Encoding.ASCII.GetString(issued.KeyPem.Bytes.Span));
        Assert.True(pair.HasPrivateKey);
        Assert.Contains("[redacted]", issued.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", issued.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Renewal_is_due_at_half_of_the_life()
    {
        using var ca = LocalCa.Create("cluster.local", Now);

        var issued = ca.Issue(Cart, TimeSpan.FromHours(24), Now);

        Assert.InRange(issued.RenewAt, Now.AddHours(11.9), Now.AddHours(12));
    }

    [Theory]
    [InlineData("shop", "")]
    [InlineData("shop", "a/ns/admin/sa/root")]
    [InlineData("shop\0", "cart")]
    [InlineData("shop", "CART")]
    [InlineData("shop", "саrt")]
    [InlineData("", "cart")]
    public void A_part_that_could_pose_as_another_makes_no_identity(string @namespace, string account)
    {
        var (id, error) = SpiffeId.Of("cluster.local", @namespace, account);

        Assert.Null(id);
        Assert.NotNull(error);
    }

    private static X509Certificate2 Certificate(IssuedCertificate issued) => X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(issued.ChainPem.Span));

    private static bool IsTrusted(LocalCa ca, X509Certificate2 certificate, DateTimeOffset at)
    {
        using var root = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(ca.RootPem.Span));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        return chain.Build(certificate);
    }
}
