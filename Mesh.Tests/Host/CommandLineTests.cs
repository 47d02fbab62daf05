using System.Text.Json.Nodes;

namespace Mesh.Tests.Host;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_lists_every_command()
    {
        var run = await ToolRun.Of("--help");

        Assert.Equal(0, run.Code);
        Assert.All((string[])["serve", "validate", "generate", "bootstrap", "proxies", "version"], x => Assert.Contains($"  {x} ", run.Output));
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("validate")]
    [InlineData("generate")]
    [InlineData("bootstrap")]
    [InlineData("proxies")]
    [InlineData("version")]
    public async Task The_help_of_each_command_ends_with_an_example(string command)
    {
        var run = await ToolRun.Of(command, "--help");

        Assert.Equal(0, run.Code);
        Assert.Matches($@"Examples?:\s+actormesh {command}", run.Output);
    }

    [Theory]
    [InlineData]
    [InlineData("bogus")]
    [InlineData("validate")]
    [InlineData("generate", "--config", "x")]
    [InlineData("version", "-o", "xml")]
    [InlineData("validate", "there/is/no/such/directory")]
    [InlineData("bootstrap", "--xds", "nowhere", "--node", "sidecar~10.0.0.1~a.b~b.svc.cluster.local")]
    [InlineData("bootstrap", "--xds", "127.0.0.1:15010", "--node", "sidecar")]
    [InlineData("bootstrap", "--xds", "127.0.0.1:15010", "--node", "sidecar~10.0.0.1~a.b~b.svc.cluster.local", "--admin-port", "70000")]
    [InlineData("proxies", "--url", "15014")]
    public async Task A_wrong_command_line_ends_with_2_and_words(params string[] arguments)
    {
        var run = await ToolRun.Of(arguments);

        Assert.Equal(2, run.Code);
        Assert.NotEmpty(run.Errors);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task The_version_is_told_to_people_and_to_programs()
    {
        Assert.StartsWith("actormesh 0.", (await ToolRun.Of("version")).Output);
        Assert.StartsWith("0.", (string?)JsonNode.Parse((await ToolRun.Of("version", "-o", "json")).Output)!["version"]);
        Assert.StartsWith("version: 0.", (await ToolRun.Of("version", "-o", "yaml")).Output);
    }
}
