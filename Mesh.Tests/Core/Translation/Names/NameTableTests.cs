using Istio.Networking.Nds.V1;
using Mesh.Core.Translation.Names;
using Mesh.Tests.Core.Translation.Routes;

namespace Mesh.Tests.Core.Translation.Names;

public sealed class NameTableTests
{
    [Fact]
    public void A_proxy_whose_agent_answers_no_DNS_gets_no_table()
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80));

        Assert.Empty(NameTableTranslator.Translate(mesh.Sidecar()));
    }

    [Fact]
    public void Several_addresses_of_an_external_host_are_all_named()
    {
        var mesh = new RouteFixture("""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: far, namespace: shop}
            spec: {hosts: [far.test], addresses: [192.0.2.1, 192.0.2.2], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS}
            """);

        var table = (NameTable)NameTableTranslator.Translate(mesh.Sidecar(metadata: """{"DNS_CAPTURE": "true"}""")).Single().Message;

        Assert.Equal(["192.0.2.1", "192.0.2.2"], table.Table["far.test"].Ips);
    }
}
