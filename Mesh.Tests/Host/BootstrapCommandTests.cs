using System.Text.Json.Nodes;
using Envoy.Config.Bootstrap.V3;
using Mesh.Core.Checks;
using Mesh.Core.Xds;
using Mesh.Tests.Core.Checks;

namespace Mesh.Tests.Host;

public sealed class BootstrapCommandTests : IDisposable
{
    private const string Node = "sidecar~10.0.0.9~web-1.shop~shop.svc.cluster.local";

    private readonly TempFiles _files = new();

    [Fact]
    public async Task It_asks_for_everything_over_one_incremental_stream()
    {
        var bootstrap = Parse(await ToolRun.Of("bootstrap", "--xds", "127.0.0.1:15010", "--node", Node));

        Assert.Equal(Envoy.Config.Core.V3.ApiConfigSource.Types.ApiType.DeltaGrpc, bootstrap.DynamicResources.AdsConfig.ApiType);
        Assert.Equal("xds-grpc", bootstrap.DynamicResources.AdsConfig.GrpcServices[0].EnvoyGrpc.ClusterName);
        Assert.True(bootstrap.DynamicResources.AdsConfig.SetNodeOnFirstMessageOnly);
        Assert.Equal(["prometheus_stats", "agent", "sds-grpc", "xds-grpc"], bootstrap.StaticResources.Clusters.Select(x => x.Name));
        Assert.Empty(bootstrap.StaticResources.Listeners);
        Assert.Empty(ResourceCheck.Check(bootstrap));
    }

    [Fact]
    public async Task The_node_says_who_the_proxy_is()
    {
        var metadata = _files.Write("metadata.json", """{"NAMESPACE":"shop","LABELS":{"app":"web"}}""");

        var node = Parse(await ToolRun.Of("bootstrap", "--xds", "mesh.test:15010", "--node", Node, "--metadata", metadata, "--locality", "r/z/s")).Node;

        Assert.Equal((Node, "web.shop", "r", "z", "s"), (node.Id, node.Cluster, node.Locality.Region, node.Locality.Zone, node.Locality.SubZone));
        Assert.Equal("web", node.Metadata.Fields["LABELS"].StructValue.Fields["app"].StringValue);
    }

    [Theory]
    [InlineData("127.0.0.1:15010")]
    [InlineData("[::1]:15010")]
    [InlineData("mesh.test:15010", "--admin-port", "0", "--stats-port", "15090", "--status-port", "15021")]
    public async Task Envoy_takes_it(string xds, params string[] options)
    {
        EnvoyValidation.Demand();
        var run = await ToolRun.Of(["bootstrap", "--xds", xds, "--node", Node, .. options]);

        var words = await EnvoyValidation.Refuses(JsonNode.Parse(run.Output)!.AsObject());

        Assert.True(words is null, words);
    }

    public void Dispose() => _files.Dispose();

    private static Bootstrap Parse(ToolRun run)
    {
        Assert.Equal((0, ""), (run.Code, run.Errors));
        return EnvoyTypes.Parser.Parse<Bootstrap>(run.Output);
    }
}
