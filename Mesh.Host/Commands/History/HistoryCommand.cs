using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Lists what was changed in the mesh, when, and who took it.</summary>
internal static class HistoryCommand
{
    private const string Details =
        """
        The newest first. OBJECT is KIND/NAMESPACE/NAME, KIND/NAME for a kind without namespaces, or MeshConfig.
        How far back it reaches is set by mesh.log.keep-revisions, keep-bytes and keep-for. Where workloads are (endpoints, pods, nodes) is not told;
        of Secrets, and of whatever holds a private key, only that they changed.

        Examples:
          actormesh history
          actormesh history VirtualService/default/reviews
          actormesh history --limit 5 -o json
        """;

    public static Command Create(HttpMessageHandler? network)
    {
        var name = new Argument<string?>("OBJECT") { Description = "Only changes of this object.", Arity = ArgumentArity.ZeroOrOne };
        var url = MemberClient.UrlOption();
        var limit = new Option<int>("--limit") { Description = "Most revisions.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("history", "List what was changed in the mesh, when, and which member took it.", Details) { name, url, limit, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var asked = parsed.GetValue(name);
            var history = await new HistoryClient(parsed.GetRequiredValue(url), network).List(asked, parsed.GetValue(limit), cancel);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, history); break;
                case OutputFormat.Yaml: Print.Yaml(output, history); break;
                default: Table(history, asked, output, parsed.InvocationConfiguration.Error); break;
            }
        });
        return command;
    }

    private static void Table(JsonNode history, string? asked, TextWriter output, TextWriter errors)
    {
        var revisions = history["revisions"]!.AsArray();
        if (revisions.Count == 0) output.WriteLine(asked is null ? $"Nothing has changed since revision {history["oldestRevision"]}." : $"No change of {HistoryClient.Checked(asked)} is known.");
        else Print.Table(output, ["REVISION", "TIME", "CHANGE", "SOURCE", "MEMBER"], revisions.Select(x => (string[])
        [
            $"{x!["revision"]}",
            x["time"]!.GetValue<DateTimeOffset>().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Summary(x, asked),
            $"{x["source"]}",
            $"{x["member"]}",
        ]));
        if (history["reason"] is { } reason) errors.WriteLine($"{history["notStored"]} changes are in force and not stored: {reason}");
    }

    /// <summary>One change by its name, many by their numbers.</summary>
    private static string Summary(JsonNode revision, string? asked)
    {
        var changes = revision["changes"]!.AsArray();
        var count = revision["count"]!.GetValue<int>();
        if (changes.Count is > 0 and <= 2 && (count == changes.Count || asked is not null))
        {
            return string.Join(", ", changes.Select(x => $"{x!["change"]} {x["object"]}"));
        }
        var kinds = changes.GroupBy(x => $"{x!["change"]}").OrderBy(x => x.Key, StringComparer.Ordinal).ToList();
        return kinds.Count == 1 ? $"{kinds[0].Key} {count} objects" : $"{count} objects: {string.Join(", ", kinds.Select(x => $"{x.Key} {(changes.Count < count ? "some" : x.Count())}"))}";
    }
}
