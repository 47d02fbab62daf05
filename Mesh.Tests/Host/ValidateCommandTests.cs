using System.Text.Json.Nodes;

namespace Mesh.Tests.Host;

public sealed class ValidateCommandTests : IDisposable
{
    private const string Good =
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: good, namespace: shop}
        spec:
          hosts: [a.test]
          http:
          - route:
            - destination: {host: a.test}
        """;

    private const string Bad =
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: bad, namespace: shop}
        spec:
          hosts: [a.test]
          htpp: []
        """;

    private readonly TempFiles _files = new();

    [Fact]
    public async Task What_is_good_ends_with_0()
    {
        var run = await ToolRun.Of("validate", _files.Write("a.yaml", Good));

        Assert.Equal((0, "1 document: 1 valid, 0 with errors, 0 with warnings\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task An_error_names_file_line_object_and_field()
    {
        var file = _files.Write("a.yaml", $"{Good}\n---\n{Bad}\n");

        var run = await ToolRun.Of("validate", _files.Folder);

        Assert.Equal(1, run.Code);
        var line = run.Output.Split('\n')[0];
        Assert.StartsWith($"{file}:15: error: VirtualService shop/bad: spec.htpp: unknown field", line);
    }

    [Fact]
    public async Task Json_has_an_element_a_document_in_order()
    {
        var file = _files.Write("a.yaml", $"{Good}\n---\n{Bad}\n");

        var run = await ToolRun.Of("validate", "-o", "json", file);

        Assert.Equal(1, run.Code);
        var documents = JsonNode.Parse(run.Output)!.AsArray();
        Assert.Equal(["good", "bad"], documents.Select(x => (string?)x!["name"]));
        Assert.Equal([true, false], documents.Select(x => (bool)x!["valid"]!));
        Assert.Equal([1, 10], documents.Select(x => (int)x!["line"]!));
        Assert.Equal("file,line,kind,namespace,name,valid,errors,warnings", string.Join(',', documents[0]!.AsObject().Select(x => x.Key)));
        Assert.Contains("spec.htpp", (string?)documents[1]!["errors"]![0]);
    }

    [Fact]
    public async Task What_is_no_YAML_at_all_is_a_finding_too()
    {
        var run = await ToolRun.Of("validate", "-o", "json", _files.Write("a.yaml", "a: [\n"));

        Assert.Equal(1, run.Code);
        Assert.False((bool)JsonNode.Parse(run.Output)![0]!["valid"]!);
    }

    [Fact]
    public async Task A_broken_MeshConfig_is_named()
    {
        var mesh = _files.Write("mesh.txt", "accessLogFile: [1]\n");

        var run = await ToolRun.Of("validate", "--mesh-config", mesh, _files.Write("a.yaml", Good));

        Assert.Equal(1, run.Code);
        Assert.StartsWith(mesh, run.Errors);
    }

    public void Dispose() => _files.Dispose();
}
