using System.Text;
using Mesh.Core.Config;
using Mesh.Core.History;

namespace Mesh.Tests.Core.History;

/// <summary>No private key gets into the log, however it is dressed.</summary>
public sealed class LoggedDocumentTests
{
    private static readonly ConfigSource Source = new("shop.yaml", 1);

    [Fact]
    public void A_secret_is_known_by_name_only()
    {
        var secret = ConfigReader.Read("shop.yaml", """
            apiVersion: v1
            kind: Secret
            metadata: {name: cart, namespace: shop, annotations: {note: hush}}
            stringData: {password: hush}
            """).Single().Object!;

        var document = LoggedDocument.Of(secret);

        Assert.True(document.IsHidden);
        Assert.Equal("[redacted]", document.ToString());
    }

    [Fact]
    public void What_holds_a_private_key_is_hidden() =>
        Assert.True(LoggedDocument.Of("""{"data":{"key":"-----BEGIN EC PRIVATE KEY-----\nMHc"}}""", Source).IsHidden);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("abc")]
    public void What_holds_one_in_base64_is_hidden(string before)
    {
        var base64 = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{before}-----BEGIN RSA PRIVATE KEY-----\nMHcCAQEE"));

        Assert.True(LoggedDocument.Of($$"""{"inlineBytes":"{{base64}}"}""", Source).IsHidden);
    }

    [Fact]
    public void A_certificate_is_not() =>
        Assert.False(LoggedDocument.Of("""{"data":{"root":"-----BEGIN CERTIFICATE-----\nMHc"}}""", Source).IsHidden);
}
