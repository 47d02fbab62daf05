using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Security;
using Mesh.Core.Values;

namespace Mesh.Tests.Core.Security;

/// <summary>What must hold of every request that is read and of every certificate that is signed. The numbers are those of docs/security.md.</summary>
public sealed class CaRuleTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly CertificateAuthority _ca = CertificateAuthority.CreateRoot(SigningKey.CreateP256(), "cluster.local", TimeSpan.FromDays(3650), Now);

    public static TheoryData<string, string> Greedy => new()
    {
        { "two URIs", Csrs.Pem(x => x.CertificateExtensions.Add(Csrs.Names(names => { names.AddUri(new("spiffe://cluster.local/ns/a/sa/b")); names.AddUri(new("spiffe://cluster.local/ns/c/sa/d")); }))) },
        { "DNS", Csrs.Pem(x => x.CertificateExtensions.Add(Csrs.Names(names => names.AddDnsName("istiod.istio-system.svc")))) },
        { "wildcard", Csrs.Pem(x => x.CertificateExtensions.Add(Csrs.Names(names => names.AddDnsName("*.svc")))) },
        { "IP", Csrs.Pem(x => x.CertificateExtensions.Add(Csrs.Names(names => names.AddIpAddress(IPAddress.Loopback)))) },
        { "email", Csrs.Pem(x => x.CertificateExtensions.Add(Csrs.Names(names => names.AddEmailAddress("root@cluster.local")))) },
        { "CN", Csrs.Pem(_ => { }, "CN=spiffe://cluster.local/ns/istio-system/sa/istiod") },
        { "NUL", Csrs.Pem(x => x.CertificateExtensions.Add(Csrs.RawUri("spiffe://cluster.local/ns/shop/sa/cart\0.evil"u8.ToArray()))) },
        { "homoglyph", Csrs.Pem(x => x.CertificateExtensions.Add(Csrs.RawUri(Encoding.UTF8.GetBytes("spiffe://cluster.local/ns/shop/sa/саrt")))) },
        { "authority", Csrs.Pem(x => x.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 9, true))) },
        { "usages", Csrs.Pem(x => x.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true))) },
        { "purposes", Csrs.Pem(x => x.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.9"), new("2.5.29.37.0")], true))) },
        { "nothing", Csrs.P256() },
        { "RSA", Csrs.Rsa(2048, HashAlgorithmName.SHA256) },
    };

    public void Dispose() => _ca.Dispose();

    [Theory]
    [MemberData(nameof(Greedy))]
    public void Rule01_A_certificate_names_its_caller_whatever_the_request_asks_for(string what, string csr)
    {
        using var certificate = Signed(csr);

        var names = Assert.Single(certificate.Extensions, x => x.Oid!.Value == "2.5.29.17");
        Assert.True(names.Critical, what);
        var list = new AsnReader(names.RawData, AsnEncodingRules.DER).ReadSequence();
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/cart", list.ReadCharacterString(UniversalTagNumber.IA5String, new Asn1Tag(TagClass.ContextSpecific, 6)));
        Assert.False(list.HasData, what);
        Assert.Equal("", certificate.Subject);
        Assert.Equal(Csrs.Cart, CertificateFacts.IdentityOf(certificate));
    }

    [Fact]
    public void Rule01_A_request_with_a_megabyte_of_names_is_refused_unread()
    {
        var csr = Csrs.Pem(x => x.CertificateExtensions.Add(Csrs.RawUri(new byte[1024 * 1024])));

        var (request, error) = SigningRequestReader.ReadPem(csr);

        Assert.Null(request);
        Assert.Contains("at most", error!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Greedy))]
    public void Rule02_A_certificate_is_no_authority_and_good_for_serving_and_calling_only(string what, string csr)
    {
        using var certificate = Signed(csr);

        var constraints = Assert.Single(certificate.Extensions.OfType<X509BasicConstraintsExtension>());
        Assert.True(constraints is { CertificateAuthority: false, Critical: true }, what);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, Assert.Single(certificate.Extensions.OfType<X509KeyUsageExtension>()).KeyUsages);
        var purposes = Assert.Single(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()).EnhancedKeyUsages;
        Assert.Equal(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"], purposes.Cast<Oid>().Select(x => x.Value!).Order());
        Assert.Equal(["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.35", "2.5.29.37"], certificate.Extensions.Select(x => x.Oid!.Value!).Order());
    }

    [Fact]
    public void Rule02_A_member_certifies_workloads_and_no_further_authority()
    {
        using var member = Member(_ca);

        Assert.True(CertificateFacts.IsAuthority(member.Certificate));
        Assert.Equal(0, CertificateFacts.PathLengthOf(member.Certificate));
        Assert.False(member.MaySignAuthorities);
        using var leaf = X509Certificate2.CreateFromPem(member.SignWorkload(KeyOf(Csrs.P256()), Csrs.Cart, CertificateAuthority.NewSerial(), TimeSpan.FromHours(1), Now).Pem);
        Assert.True(Chains.IsTrusted(leaf, [_ca.Certificate], [member.Certificate], Now));
        Assert.False(Chains.IsTrusted(leaf, [_ca.Certificate], [], Now));
    }

    [Fact]
    public void Rule03_A_request_that_is_signed_with_another_key_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var stolen = Csrs.Around(key.ExportSubjectPublicKeyInfo(), "1.2.840.10045.4.3.2");

        Assert.Contains("not signed with the key", ErrorOf(stolen), StringComparison.Ordinal);
    }

    [Fact]
    public void Rule03_A_request_that_was_changed_on_its_way_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = Csrs.Request(key, "CN=cart").CreateSigningRequest();
        der[der.AsSpan().IndexOf("cart"u8)]++;

        Assert.Contains("not signed with the key", ErrorOf(der), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.840.10045.4.1")]
    [InlineData("1.2.840.113549.1.1.4")]
    [InlineData("1.2.840.113549.1.1.5")]
    [InlineData("1.2.840.113549.1.1.11")]
    public void Rule03_Signatures_by_SHA1_MD5_and_of_another_kind_of_key_are_refused(string algorithm)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Contains("algorithm", ErrorOf(Csrs.Around(key.ExportSubjectPublicKeyInfo(), algorithm)), StringComparison.Ordinal);
    }

    [Fact]
    public void Rule03_Weak_keys_and_keys_that_are_costly_to_check_are_refused()
    {
        using var small = RSA.Create(1024);
        var modulus = RandomNumberGenerator.GetBytes(256);
        modulus[0] |= 0x80;
        modulus[^1] |= 1;
        byte[] even = [.. modulus[..^1], (byte)(modulus[^1] & 0xFE)];
        byte[] huge = [.. modulus, .. modulus, .. modulus];
        using var p521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);

        const string sha256 = "1.2.840.113549.1.1.11";
        Assert.Contains("1024 bits", ErrorOf(Csrs.Around(small.ExportSubjectPublicKeyInfo(), sha256)), StringComparison.Ordinal);
        Assert.Contains("exponent 3", ErrorOf(Csrs.Around(Csrs.RsaInfo(modulus, 3), sha256)), StringComparison.Ordinal);
        Assert.Contains("exponent 65538", ErrorOf(Csrs.Around(Csrs.RsaInfo(modulus, 65538), sha256)), StringComparison.Ordinal);
        Assert.Contains("even modulus", ErrorOf(Csrs.Around(Csrs.RsaInfo(even, 65537), sha256)), StringComparison.Ordinal);
        Assert.Contains("6144 bits", ErrorOf(Csrs.Around(Csrs.RsaInfo(huge, 65537), sha256)), StringComparison.Ordinal);
        Assert.Contains("curve", ErrorOf(Csrs.Around(p521.ExportSubjectPublicKeyInfo(), "1.2.840.10045.4.3.4")), StringComparison.Ordinal);
    }

    [Fact]
    public void Rule03_A_point_that_is_not_on_its_curve_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var info = key.ExportSubjectPublicKeyInfo();
        info[^1] ^= 1;

        Assert.Contains("not signed with the key", ErrorOf(Csrs.Around(info, "1.2.840.10045.4.3.2")), StringComparison.Ordinal);
    }

    [Fact]
    public void Rule03_P384_and_RSA_are_certified_too()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var csr = new CertificateRequest("", p384, HashAlgorithmName.SHA384).CreateSigningRequestPem();

        Assert.Equal(SubjectKeyKind.P384, KeyOf(csr).Kind);
        Assert.Equal(SubjectKeyKind.Rsa, KeyOf(Csrs.Rsa(2048, HashAlgorithmName.SHA512)).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\n*\n-----END CERTIFICATE REQUEST-----")]
    public void Rule03_What_is_no_request_is_refused(string text) => Assert.NotNull(SigningRequestReader.ReadPem(text).Error);

    [Fact]
    public void Rule03_Two_requests_in_one_text_and_anything_behind_one_are_refused()
    {
        var csr = Csrs.P256();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = Csrs.Request(key).CreateSigningRequest();

        Assert.NotNull(SigningRequestReader.ReadPem($"{csr}\n{Csrs.P256()}").Error);
        Assert.NotNull(SigningRequestReader.ReadDer((byte[])[.. der, 0]).Error);
        Assert.NotNull(SigningRequestReader.ReadPem($"{csr}\n").Request);
    }

    [Fact]
    public void Rule17_Random_damage_to_a_request_never_throws()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = Csrs.Request(key, "CN=cart").CreateSigningRequest();

        for (var i = 0; i < 5_000; i++)
        {
            var damaged = der.ToArray();
            for (var hits = random.Next(1, 4); hits > 0; hits--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var length = random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length;
            var (request, error) = SigningRequestReader.ReadDer(damaged.AsMemory(0, length));
            Assert.True(request is null != error is null, $"seed {seed}");
        }
    }

    [Fact]
    public void Rule04_A_certificate_ends_no_later_than_its_issuer()
    {
        using var ca = CertificateAuthority.CreateRoot(SigningKey.CreateP256(), "cluster.local", TimeSpan.FromHours(2), Now);

        var leaf = ca.SignWorkload(KeyOf(Csrs.P256()), Csrs.Cart, CertificateAuthority.NewSerial(), TimeSpan.FromHours(24), Now);

        Assert.Equal(Now.AddHours(2), leaf.NotAfter);
        Assert.Equal(Now.AddMinutes(-2), leaf.NotBefore);
    }

    [Fact]
    public void Rule04_Serials_are_random_positive_and_of_one_length()
    {
        var serials = Enumerable.Range(0, 10_000).Select(_ => CertificateAuthority.NewSerial()).ToList();

        Assert.Equal(serials.Count, serials.Distinct().Count());
        Assert.All(serials, x => Assert.Equal((UInt128)1, x >> 126));
        Assert.Equal(32, CertificateAuthority.SerialText(serials[0]).Length);
    }

    [Fact]
    public void Rule04_The_year_2050_is_written_as_the_standard_wants_it()
    {
        var late = new DateTimeOffset(2049, 12, 31, 23, 0, 0, TimeSpan.Zero);
        using var ca = CertificateAuthority.CreateRoot(SigningKey.CreateP256(), "cluster.local", TimeSpan.FromDays(10), late);

        Assert.Equal(late.AddDays(10), new DateTimeOffset(ca.Certificate.NotAfter));
    }

    private X509Certificate2 Signed(string csr)
    {
        using var member = Member(_ca);
        return X509Certificate2.CreateFromPem(member.SignWorkload(KeyOf(csr), Csrs.Cart, CertificateAuthority.NewSerial(), TimeSpan.FromHours(1), Now).Pem);
    }

    private static CertificateAuthority Member(CertificateAuthority root)
    {
        var key = SigningKey.CreateP256();
        return new(key, X509Certificate2.CreateFromPem(root.SignMember(key.Subject, "cluster.local", "member, \"a\"", TimeSpan.FromDays(7), Now)), []);
    }

    private static SubjectKey KeyOf(string csr)
    {
        var (request, error) = SigningRequestReader.ReadPem(csr);
        Assert.True(error is null, error?.ToString());
        return request!.Key;
    }

    private static string ErrorOf(byte[] der)
    {
        var (request, error) = SigningRequestReader.ReadDer(der);
        Assert.Null(request);
        return Assert.IsType<ConfigError>(error).ToString();
    }
}
