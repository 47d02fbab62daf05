using System.CommandLine;
using System.Text.Json.Nodes;
using Mesh.Core.Config;
using Mesh.Core.History;

namespace Mesh.Commands;

/// <summary>Makes an object say again what it said at a revision, where it comes from: the source stays the one truth.</summary>
internal static class RollbackCommand
{
    private const string Details =
        """
        It writes the object back into the file that it came from, and the member follows as it follows every change of its files. Other documents
        of the file, and comments around this one, stay as they are. Run it where the files are. When the configuration comes from Kubernetes, or the
        file is not here, it writes nothing and prints what to apply: a member never fights its source.

        Only Istio's kinds are written back: of the others the log has no more than a mesh needs to know.

        Examples:
          actormesh rollback VirtualService/default/reviews 41 --dry-run
          actormesh rollback VirtualService/default/reviews 41
        """;

    public static Command Create(HttpMessageHandler? network)
    {
        var name = new Argument<string>("OBJECT") { Description = "KIND/NAMESPACE/NAME." };
        var revision = new Argument<long>("REV") { Description = "A revision, as `actormesh history OBJECT` lists them." };
        var url = MemberClient.UrlOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would differ." };
        var color = ColoredDiff.ColorOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("rollback", "Write an object back as it was at a revision.", Details) { name, revision, url, dryRun, color, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var asked = HistoryClient.Checked(parsed.GetRequiredValue(name));
            var answer = await new HistoryClient(parsed.GetRequiredValue(url), network).Document(asked, parsed.GetValue(revision), cancel);
            var output = parsed.InvocationConfiguration.Output;
            var isTable = parsed.GetValue(format) == OutputFormat.Table;
            var outcome = Decide(asked, answer, parsed.GetValue(dryRun));
            if (isTable && outcome.Differs) ColoredDiff.To(output, parsed.GetValue(color)).Write(asked, "now", $"revision {answer["revision"]}", answer["now"], answer["then"]);
            if (outcome.File is { } file && outcome.Text is { } text) FileReplacement.Write(file, text);
            Tell(outcome, answer, parsed.GetValue(format), output, parsed.InvocationConfiguration.Error);
            return outcome.Done ? ExitCode.Ok : ExitCode.Findings;
        });
        return command;
    }

    private static RollbackOutcome Decide(string name, JsonNode answer, bool dryRun)
    {
        if (ObjectName.KeyOf(name) is not { } key) return RollbackOutcome.Refused("the mesh-wide settings are not written back; `actormesh diff` shows how they differ");
        if (answer["hidden"]?.GetValue<bool>() == true) return RollbackOutcome.Refused("what it said is not kept in the log");
        if (!ConfigKinds.Get(key.Kind).IsIstio) return RollbackOutcome.Refused($"a {key.Kind} is not written back: of it the log has no more than a mesh needs to know");
        var then = answer["then"];
        if (JsonNode.DeepEquals(then, answer["now"])) return new(true, "It says the same now; there is nothing to do.", Differs: false, null, null);
        if ((string?)answer["file"] is not { } file) return RollbackOutcome.Refused($"the configuration comes from {answer["source"]}, which would undo it", ToApply(then, key));
        if (!File.Exists(file) && then is null) return RollbackOutcome.Refused($"there is no {file} here");
        if (!Directory.Exists(Path.GetDirectoryName(file))) return RollbackOutcome.Refused($"there is no {file} here; run it where the files are", ToApply(then, key));
        var edit = DocumentEdit.Set(File.Exists(file) ? File.ReadAllText(file) : "", key, then is null ? null : TextOf(then, file));
        if (edit.Text is null) return RollbackOutcome.Refused($"in {file} {edit.Reason}", ToApply(then, key));
        var lost = edit.LostComments > 0 ? $" Comments inside it ({edit.LostComments}) {(dryRun ? "would be" : "are")} gone." : "";
        return dryRun
            ? new(true, $"Would write {file}.{lost}", Differs: true, null, null)
            : new(true, $"Wrote {file}.{lost} The members follow by themselves.", Differs: true, file, edit.Text);
    }

    private static string TextOf(JsonNode document, string file) =>
        Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase) ? document.ToJsonString(new() { WriteIndented = true }) + "\n" : Print.YamlText(document);

    private static string ToApply(JsonNode? then, ConfigKey key)
    {
        if (then is not null) return $"kubectl apply -f - <<'EOF'\n{Print.YamlText(then)}EOF";
        var info = ConfigKinds.Get(key.Kind);
        return $"kubectl delete {info.Plural}.{info.Group} {key.Name}{(info.Namespaced ? $" -n {key.Namespace}" : "")}";
    }

    private static void Tell(RollbackOutcome outcome, JsonNode answer, string? format, TextWriter output, TextWriter errors)
    {
        if (format is OutputFormat.Json or OutputFormat.Yaml)
        {
            var json = new JsonObject
            {
                ["object"] = answer["object"]!.DeepClone(),
                ["revision"] = answer["revision"]!.DeepClone(),
                ["done"] = outcome.Done,
                ["file"] = outcome.File,
                ["says"] = outcome.Says,
                ["apply"] = outcome.Apply,
            };
            if (format == OutputFormat.Json) Print.Json(output, json);
            else Print.Yaml(output, json);
            return;
        }
        if (outcome.Done) output.WriteLine(outcome.Says);
        else errors.WriteLine($"actormesh: {outcome.Says}");
        if (outcome.Apply is null) return;
        errors.WriteLine("Apply it yourself:");
        output.WriteLine(outcome.Apply);
    }
}
