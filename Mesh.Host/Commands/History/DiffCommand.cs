using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.History;

namespace Mesh.Commands;

/// <summary>Shows what differs between two revisions of the mesh.</summary>
internal static class DiffCommand
{
    private const string Details =
        """
        Objects are compared by what they say: layout, comments and the order of fields make no difference. REV2 is the newest when it is left out.
        With -o json each object has its list of changed fields, with their paths and both values.

        Examples:
          actormesh diff 41
          actormesh diff 41 43 VirtualService/default/reviews
          actormesh diff 41 43 -o json

        Exit code 1 when there is a difference.
        """;

    public static Command Create(HttpMessageHandler? network)
    {
        var from = new Argument<long>("REV1") { Description = "A revision, as `actormesh history` lists them." };
        var rest = new Argument<string[]>("REV2 OBJECT") { Description = "Another revision (default: the newest), and only this object.", Arity = new(0, 2) };
        var url = MemberClient.UrlOption();
        var color = ColoredDiff.ColorOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("diff", "Show what differs between two revisions of the mesh.", Details) { from, rest, url, color, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var (to, name) = Rest(parsed.GetValue(rest) ?? []);
            var diff = await new HistoryClient(parsed.GetRequiredValue(url), network).Diff(parsed.GetValue(from), to, name, cancel);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, Fields(diff)); break;
                case OutputFormat.Yaml: Print.Yaml(output, Fields(diff)); break;
                default: Lines(diff, ColoredDiff.To(output, parsed.GetValue(color))); break;
            }
            return diff["objects"]!.AsArray().Count == 0 ? ExitCode.Ok : ExitCode.Findings;
        });
        return command;
    }

    private static (long? To, string? Name) Rest(string[] rest)
    {
        var isRevision = rest.Length > 0 && long.TryParse(rest[0], out _);
        if (rest.Length == 2 && !isRevision) throw new CommandFailure($"'{rest[0]}' is no revision; `actormesh history` lists them", ExitCode.WrongUsage);
        return (isRevision ? long.Parse(rest[0]) : null, rest.Length > (isRevision ? 1 : 0) ? rest[^1] : null);
    }

    private static void Lines(JsonNode diff, ColoredDiff output)
    {
        var objects = diff["objects"]!.AsArray();
        if (objects.Count == 0) output.Say($"Nothing differs between revisions {diff["from"]} and {diff["to"]}.");
        foreach (var item in objects)
        {
            output.Write($"{item!["object"]}", $"revision {diff["from"]}", $"revision {diff["to"]}", item["before"], item["after"]);
            if (item["hidden"]?.GetValue<bool>() == true) output.Say($"{item["change"]}; what it says is not kept in the log");
        }
    }

    /// <summary>The objects, each with its changed fields.</summary>
    private static JsonObject Fields(JsonNode diff) => new()
    {
        ["from"] = diff["from"]!.DeepClone(),
        ["to"] = diff["to"]!.DeepClone(),
        ["objects"] = new JsonArray([.. diff["objects"]!.AsArray().Select(item => (JsonNode)new JsonObject
        {
            ["object"] = item!["object"]!.DeepClone(),
            ["change"] = item["change"]!.DeepClone(),
            ["hidden"] = item["hidden"]!.DeepClone(),
            ["fields"] = new JsonArray([.. DocumentDiff.Of(Element(item["before"]), Element(item["after"])).Select(change => (JsonNode)new JsonObject
            {
                ["path"] = change.Path,
                ["before"] = Node(change.Before),
                ["after"] = Node(change.After),
            })]),
        })]),
    };

    private static JsonElement? Element(JsonNode? node) => node is null ? null : JsonSerializer.SerializeToElement(node);

    private static JsonNode? Node(JsonElement? element) => element is { } json ? JsonNode.Parse(json.GetRawText()) : null;
}
