using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model;

namespace Mesh.Commands;

/// <summary>The options by which <c>generate</c> and <c>bootstrap</c> are told of which proxy they speak.</summary>
internal sealed class ProxyOptions
{
    public const string ExampleNode = "'sidecar~10.0.0.1~reviews-v1-abc.default~default.svc.cluster.local'";

    public Option<string> Node { get; } = new("--node")
    {
        Description = $"Id of the proxy: TYPE~IP~NAME.NAMESPACE~DOMAIN, such as {ExampleNode}.",
        HelpName = "ID",
        Required = true,
    };

    public Option<FileInfo?> Metadata { get; } = new("--metadata")
    {
        Description = "File with the metadata of the node, one JSON object: {\"NAMESPACE\": \"default\", \"LABELS\": {\"app\": \"reviews\"}}.",
        HelpName = "FILE.json",
    };

    public Option<string?> Locality { get; } = new("--locality")
    {
        Description = "Where the proxy runs; later parts may be missing.",
        HelpName = "REGION/ZONE/SUBZONE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Node);
        command.Options.Add(Metadata);
        command.Options.Add(Locality);
    }

    /// <summary>The proxy as its first request would describe it.</summary>
    public Proxy Read(ParseResult parsed, bool istioDialect)
    {
        var (proxy, error) = ProxyReader.Read(parsed.GetRequiredValue(Node), MetadataOf(parsed).ToJsonString(), LocalityOf(parsed), istioDialect);
        return proxy ?? throw new CommandFailure($"--node: {error!.Reason}", ExitCode.WrongUsage);
    }

    public Locality LocalityOf(ParseResult parsed) => Core.Model.Locality.Parse(parsed.GetValue(Locality));

    public JsonObject MetadataOf(ParseResult parsed)
    {
        if (parsed.GetValue(Metadata) is not { } file) return [];
        if (!file.Exists) throw new CommandFailure($"--metadata: there is no file {file}", ExitCode.WrongUsage);
        try
        {
            return JsonNode.Parse(File.ReadAllText(file.FullName)) as JsonObject
                ?? throw new CommandFailure($"--metadata: {file} must hold one JSON object, the metadata alone");
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"--metadata: {file} is not JSON: {e.Message}");
        }
    }
}
