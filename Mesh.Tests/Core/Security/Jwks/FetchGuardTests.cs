using System.Net;
using Mesh.Core.Security.Jwks;

namespace Mesh.Tests.Core.Security.Jwks;

public sealed class FetchGuardTests
{
    private static readonly FetchGuard Guard = new(AllowPlaintext: false, []);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("2002:7f00:1::")]
    [InlineData("::127.0.0.1")]
    public void This_machine_its_links_and_metadata_are_not_called_in_whatever_notation(string address)
    {
        Assert.NotNull(Guard.Refusal(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.96.0.10")]
    [InlineData("192.168.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("2606:4700::1111")]
    [InlineData("fd12::1")]
    public void Issuers_in_the_cluster_and_in_the_world_are(string address)
    {
        Assert.Null(Guard.Refusal(IPAddress.Parse(address)));
    }

    [Fact]
    public void An_operator_may_permit_a_network()
    {
        var guard = Guard with { Allowed = [IPNetwork.Parse("127.0.0.0/8")] };

        Assert.Null(guard.Refusal(IPAddress.Loopback));
        Assert.Null(guard.Refusal(IPAddress.Parse("::ffff:127.0.0.1")));
        Assert.NotNull(guard.Refusal(IPAddress.IPv6Loopback));
    }

    [Theory]
    [InlineData("http://issuer.test/keys", "http://")]
    [InlineData("file:///etc/passwd", "no URL")]
    [InlineData("/keys", "no URL")]
    [InlineData("gopher://issuer.test", "no URL")]
    [InlineData("https://me:secret@issuer.test/keys", "user name")]
    public void Only_https_without_a_user_is_fetched(string url, string reason)
    {
        Assert.Contains(reason, Guard.Refusal(url, out _));
    }

    [Fact]
    public void Plaintext_can_be_permitted()
    {
        Assert.Null((Guard with { AllowPlaintext = true }).Refusal("http://issuer.test/keys", out _));
        Assert.Null(Guard.Refusal("https://issuer.test/keys", out _));
    }
}
