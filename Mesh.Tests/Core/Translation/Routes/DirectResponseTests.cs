namespace Mesh.Tests.Core.Translation.Routes;

public sealed class DirectResponseTests
{
    [Theory]
    [InlineData("AQID+/8=", new byte[] { 1, 2, 3, 251, 255 })]
    [InlineData("AQID-_8", new byte[] { 1, 2, 3, 251, 255 })]
    [InlineData("", new byte[0])]
    public void Bytes_come_in_either_alphabet_padded_or_not(string written, byte[] expected)
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + $$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: till, namespace: shop}
            spec: {hosts: [till], http: [{directResponse: {status: 200, body: {bytes: "{{written}}"} } }]}
            """);

        var route = RouteFixture.Routes(mesh.Sidecar(), "80").VirtualHosts[0].Routes[0];

        Assert.Equal(expected, route.DirectResponse.Body.InlineBytes.ToByteArray());
    }
}
