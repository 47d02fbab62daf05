using Mesh.Core.Translation.Routes;

namespace Mesh.Tests.Core.Translation.Routes;

public sealed class MissingClusterTests
{
    [Theory]
    [InlineData("{host: nobody}", "spec.http[0].route[0].destination.host", "nobody.shop.svc.cluster.local")]
    [InlineData("{host: till, port: {number: 81}}", "spec.http[0].route[0].destination.port.number", "it has 80")]
    [InlineData("{host: till, subset: v3}", "spec.http[0].route[0].destination.subset", "defined: v1, v2")]
    public void A_destination_that_leads_nowhere_is_named_with_its_field(string destination, string field, string reason)
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Rule + VirtualService(destination));

        var missing = Assert.Single(MissingClusters.In(mesh.Model));

        Assert.Equal("VirtualService shop/till", missing.Object.ToString());
        Assert.Equal(field, missing.Field);
        Assert.Contains(reason, missing.Reason);
    }

    [Theory]
    [InlineData("{host: till}")]
    [InlineData("{host: till, port: {number: 80}, subset: v2}")]
    public void A_destination_that_has_a_cluster_is_not(string destination)
    {
        var mesh = new RouteFixture(RouteFixture.Service("till", 80) + Rule + VirtualService(destination));

        Assert.Empty(MissingClusters.In(mesh.Model));
    }

    private const string Rule = """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: till, namespace: shop}
        spec: {host: till, subsets: [{name: v1, labels: {v: "1"}}, {name: v2, labels: {v: "2"}}]}
        ---

        """;

    private static string VirtualService(string destination) => $$$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: till, namespace: shop}
        spec: {hosts: [till], http: [{route: [{destination: {{{destination}}} }]}]}
        """;
}
