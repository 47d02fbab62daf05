using System.Net;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Mesh.Actors.Connections;
using Mesh.Actors.Models;
using Mesh.Actors.Secrets;
using Mesh.Core.Security;

namespace Mesh.Tests.Actors.Secrets;

public sealed class SecretHolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly StreamPeer Local = new(new(IPAddress.Loopback, 1));
    private static readonly StreamPeer Remote = new(new(IPAddress.Parse("192.0.2.1"), 1));

    private readonly LocalCa _ca = LocalCa.Create("cluster.local", Now);
    private readonly Audit _audit = new();
    private readonly SecretDesk _desk;

    public SecretHolderTests() => _desk = new(_ca, new CurrentMesh(), TimeSpan.FromHours(24), _audit);

    public void Dispose() => _ca.Dispose();

    [Fact]
    public void A_local_proxy_gets_what_it_asks_for()
    {
        var secrets = new SecretHolder(_desk, Local);

        Assert.True(secrets.Prepare(Shop.Proxy(), ["default", "ROOTCA"], Now));

        Assert.Equal(["ROOTCA", "default"], secrets.Current!.All.Select(x => x.Name));
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/web", Assert.Single(_audit.Certificates).SpiffeId);
    }

    [Fact]
    public void Key_and_certificate_are_one_secret()
    {
        var secrets = new SecretHolder(_desk, Local);

        secrets.Prepare(Shop.Proxy(), ["default"], Now);

        var secret = Secret.Parser.ParseFrom(Assert.Single(secrets.Current!.All).Body.Value);
        Assert.False(secret.TlsCertificate.CertificateChain.InlineBytes.IsEmpty);
        Assert.False(secret.TlsCertificate.PrivateKey.InlineBytes.IsEmpty);
    }

    [Fact]
    public void Asking_again_signs_nothing_again()
    {
        var secrets = new SecretHolder(_desk, Local);
        secrets.Prepare(Shop.Proxy(), ["default"], Now);

        Assert.False(secrets.Prepare(Shop.Proxy(), ["default"], Now));

        Assert.Single(_audit.Certificates);
    }

    [Fact]
    public void A_renewed_certificate_has_another_key()
    {
        var secrets = new SecretHolder(_desk, Local);
        secrets.Prepare(Shop.Proxy(), ["default"], Now);
        var before = secrets.Current!.Find("default")!.Version;

        Assert.True(secrets.Renew(Shop.Proxy(), Now.AddHours(12)));

        Assert.NotEqual(before, secrets.Current.Find("default")!.Version);
        Assert.True(secrets.RenewAt > Now.AddHours(12));
    }

    [Fact]
    public void A_proxy_on_another_machine_gets_nothing_and_the_log_says_why_once()
    {
        var secrets = new SecretHolder(_desk, Remote);

        Assert.False(secrets.Prepare(Shop.Proxy(), ["default"], Now));
        Assert.False(secrets.Prepare(Shop.Proxy(), ["ROOTCA"], Now));

        Assert.Null(secrets.Current);
        Assert.Contains("this machine", Assert.Single(_audit.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void A_made_up_account_gets_no_certificate()
    {
        var secrets = new SecretHolder(_desk, Local);

        Assert.False(secrets.Prepare(Shop.Proxy(account: "x/ns/istio-system/sa/root"), ["default"], Now));

        Assert.Empty(_audit.Certificates);
        Assert.Single(_audit.Refusals);
    }

    private sealed class Audit : ISecretObserver
    {
        public List<IssuedCertificate> Certificates { get; } = [];

        public List<string> Refusals { get; } = [];

        public void Issued(string nodeId, StreamPeer peer, IssuedCertificate certificate) => Certificates.Add(certificate);

        public void Refused(string nodeId, StreamPeer peer, string why) => Refusals.Add(why);
    }
}
