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
          hosts: [b.test]
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

    [Fact]
    public async Task What_only_shows_beside_other_objects_is_a_warning_with_a_code_and_a_cure()
    {
        var file = _files.Write("a.yaml", Subset("gone"));

        var run = await ToolRun.Of("validate", file);

        Assert.Equal(1, run.Code);
        Assert.StartsWith($"{file}:8: error: VirtualService shop/good: spec.http[0].route[0].destination.subset: no DestinationRule defines the subset \"gone\"", run.Output);
        Assert.Contains("[IST0101]\n    requests fail with 503", run.Output);
    }

    [Fact]
    public async Task A_finding_does_not_make_a_document_invalid()
    {
        var run = await ToolRun.Of("validate", "-o", "json", _files.Write("a.yaml", Subset("gone")));

        var document = Assert.Single(JsonNode.Parse(run.Output)!.AsArray())!;
        Assert.True((bool)document["valid"]!);
        Assert.Empty(document["errors"]!.AsArray());
        Assert.EndsWith("(IST0101, error)", (string?)Assert.Single(document["warnings"]!.AsArray()));
    }

    [Theory]
    [InlineData("--no-analysis")]
    [InlineData("--suppress", "IST0101=VirtualService shop/good")]
    [InlineData("--suppress", "IST0101=VirtualService good.shop")]
    [InlineData("--suppress", "*=VirtualService sh*/*")]
    public async Task Findings_may_be_left_out(params string[] options)
    {
        var run = await ToolRun.Of(["validate", .. options, _files.Write("a.yaml", Subset("gone"))]);

        Assert.Equal((0, "1 document: 1 valid, 0 with errors, 0 with warnings\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task A_suppression_that_cannot_be_read_is_wrong_usage()
    {
        var run = await ToolRun.Of("validate", "--suppress", "IST0101", _files.Write("a.yaml", Good));

        Assert.Equal(2, run.Code);
        Assert.Contains("must be CODE=Kind namespace/name", run.Errors);
    }

    [Fact]
    public async Task The_codes_are_listed()
    {
        var run = await ToolRun.Of("validate", "--codes");

        Assert.Equal(0, run.Code);
        Assert.Contains("IST0109", run.Output);
    }

    private static string Subset(string name) => Good.Replace("{host: a.test}", $"{{host: a.test, subset: {name}}}", StringComparison.Ordinal);

    public void Dispose() => _files.Dispose();
}
