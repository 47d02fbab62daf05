using System.Text.Json.Nodes;

namespace Mesh.Tests.Host;

public sealed class GenerateCommandTests : IDisposable
{
    private const string Node = "sidecar~10.0.0.9~web-1.shop~shop.svc.cluster.local";

    private const string Config =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec:
          clusterIP: 10.96.0.7
          ports: [{name: http, port: 80}]
        """;

    private readonly TempFiles _files = new();

    [Fact]
    public async Task It_prints_every_type_as_protobuf_JSON()
    {
        _files.Write("a.yaml", Config);

        var run = await ToolRun.Of("generate", "--config", _files.Folder, "--node", Node, "-o", "json");

        Assert.Equal((0, ""), (run.Code, run.Errors));
        var json = JsonNode.Parse(run.Output)!.AsObject();
        Assert.Equal("clusters,endpoints,listeners,routes,extensions,names,secrets", string.Join(',', json.Select(x => x.Key)));
        Assert.Contains("type.googleapis.com/envoy.config.route.v3.RouteConfiguration", json["routes"]!.AsArray().Select(x => (string?)x!["@type"]));
        Assert.Contains("80", json["routes"]!.AsArray().Select(x => (string?)x!["name"]));
    }

    [Fact]
    public async Task One_type_can_be_asked_for()
    {
        _files.Write("a.yaml", Config);

        var run = await ToolRun.Of("generate", "--config", _files.Folder, "--node", Node, "--type", "listeners");

        Assert.Equal(["listeners"], JsonNode.Parse(run.Output)!.AsObject().Select(x => x.Key));
    }

    [Fact]
    public async Task What_is_broken_is_left_out_and_named()
    {
        _files.Write("a.yaml", Config);
        _files.Write("b.yaml", "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: bad, namespace: shop}\nspec: {hots: []}\n");

        var run = await ToolRun.Of("generate", "--config", _files.Folder, "--node", Node);

        Assert.Equal(0, run.Code);
        Assert.StartsWith("left out: VirtualService shop/bad", run.Errors);
        Assert.Contains("spec.hots", run.Errors);
    }

    [Fact]
    public async Task Metadata_and_locality_make_the_proxy()
    {
        _files.Write("a.yaml", Config);
        var metadata = _files.Write("metadata.json", """{"NAMESPACE":"shop","INTERCEPTION_MODE":"NONE"}""");

        var captured = await ToolRun.Of("generate", "--config", _files.Folder, "--node", Node, "--type", "listeners");
        var free = await ToolRun.Of("generate", "--config", _files.Folder, "--node", Node, "--type", "listeners", "--metadata", metadata, "--locality", "r/z/s");

        Assert.Contains("virtualOutbound", captured.Output);
        Assert.Equal(0, free.Code);
        Assert.NotEqual(captured.Output, free.Output);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{")]
    public async Task Metadata_must_be_one_object(string text)
    {
        _files.Write("a.yaml", Config);

        var run = await ToolRun.Of("generate", "--config", _files.Folder, "--node", Node, "--metadata", _files.Write("metadata.json", text));

        Assert.Equal(1, run.Code);
        Assert.Contains("metadata.json", run.Errors);
    }

    [Fact]
    public async Task A_table_tells_where_each_resource_comes_from()
    {
        _files.Write("a.yaml", Config);

        var run = await ToolRun.Of("generate", "--config", _files.Folder, "--node", Node, "-o", "table");

        Assert.Matches(@"TYPE\s+NAME\s+FROM", run.Output);
        Assert.Contains("Service shop/cart", run.Output);
    }

    public void Dispose() => _files.Dispose();
}
