using Mesh.Core.Security.Callers;

namespace Mesh.Tests.Core.Security.Callers;

public sealed class ForwardedCertificateTests
{
    [Theory]
    [InlineData("URI=spiffe://cluster.local/ns/shop/sa/cart")]
    [InlineData("By=spiffe://cluster.local/ns/istio-system/sa/gw;Hash=abc;Subject=\"CN=a,O=b;URI=x\";URI=spiffe://cluster.local/ns/shop/sa/cart")]
    [InlineData("Hash=abc;uri=\"spiffe://cluster.local/ns/shop/sa/cart\"")]
    public void One_element_with_one_URI_names_its_caller(string header) => Assert.Equal("spiffe://cluster.local/ns/shop/sa/cart", ForwardedCertificate.Read(header)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("Hash=abc")]
    [InlineData("URI=spiffe://cluster.local/ns/shop/sa/cart,URI=spiffe://cluster.local/ns/istio-system/sa/root")]
    [InlineData("URI=spiffe://cluster.local/ns/shop/sa/cart;URI=spiffe://cluster.local/ns/istio-system/sa/root")]
    [InlineData("URI=https://cluster.local/ns/shop/sa/cart")]
    [InlineData("URI=spiffe://cluster.local/ns/shop/sa/cart/more")]
    [InlineData("Subject=\"URI=spiffe://cluster.local/ns/shop/sa/cart\"")]
    public void Rule07_Whatever_could_have_been_written_by_somebody_else_names_nobody(string header) => Assert.Null(ForwardedCertificate.Read(header));

    [Fact]
    public void Rule17_A_huge_header_names_nobody() => Assert.Null(ForwardedCertificate.Read(new string('a', 10_000) + ";URI=spiffe://cluster.local/ns/shop/sa/cart"));
}
