using System.CommandLine;
using System.Text.Json.Nodes;
using Mesh.Core.Config;
using Mesh.Core.Values;
using Mesh.Gateway.Files;

namespace Mesh.Commands;

/// <summary>Says what is wrong with configuration, before a mesh is given it.</summary>
internal static class ValidateCommand
{
    private const string Details =
        """
        Examples:
          actormesh validate samples/bookinfo
          actormesh validate -o json reviews.yaml | jq '.[] | select(.valid | not)'

        Exit codes: 0 no error, 1 an error, 2 the command line is wrong.
        """;

    public static Command Create()
    {
        var paths = new Argument<string[]>("paths") { Description = "Directories (with all below them) and files.", Arity = ArgumentArity.OneOrMore, HelpName = "DIR|FILE…" };
        var mesh = ConfigOptions.MeshConfigOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("validate", "Check Kubernetes and Istio YAML, and print every error and warning.", Details) { paths, mesh, format };
        command.SetAction(parsed =>
        {
            var loaded = ConfigOptions.Load(parsed.GetRequiredValue(paths), parsed.GetValue(mesh));
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, Documents(loaded)); break;
                case OutputFormat.Yaml: Print.Yaml(output, Documents(loaded)); break;
                default: Words(loaded, output); break;
            }
            foreach (var error in loaded.MeshErrors) errors.WriteLine($"{parsed.GetValue(mesh) ?? "MeshConfig"}: {ConfigOptions.Line(error)}");
            return loaded.Documents.All(x => x.Valid) && loaded.MeshErrors.Count == 0 ? ExitCode.Ok : ExitCode.Findings;
        });
        return command;
    }

    private static JsonArray Documents(LoadedConfig loaded) => new([.. loaded.Documents.Select(document => new JsonObject
    {
        ["file"] = document.File,
        ["line"] = document.Line,
        ["kind"] = document.Kind,
        ["namespace"] = document.Namespace,
        ["name"] = document.Name,
        ["valid"] = document.Valid,
        ["errors"] = new JsonArray([.. document.Errors.Select(x => (JsonNode)x.ToString())]),
        ["warnings"] = new JsonArray([.. Warnings(loaded, document).Select(x => (JsonNode)new ConfigError(x.Field, x.Reason).ToString())]),
    })]);

    /// <summary>Those of the document itself, and those that come from what stands in other files.</summary>
    private static IEnumerable<ConfigWarning> Warnings(LoadedConfig loaded, ReadDocument document) =>
        document.Warnings.Concat(loaded.Warnings.Where(x => x.Source == document.Source)).Distinct();

    private static void Words(LoadedConfig loaded, TextWriter output)
    {
        foreach (var document in loaded.Documents)
        {
            Warning(document, "error", document.Errors.Select(x => (x.Line, x.ToString())));
            Warning(document, "warning", Warnings(loaded, document).Select(x => (x.Source.Line, new ConfigError(x.Field, x.Reason).ToString())));
        }
        var (count, bad, warned) = (loaded.Documents.Count, loaded.Documents.Count(x => !x.Valid), loaded.Documents.Count(x => Warnings(loaded, x).Any()));
        output.WriteLine($"{count} {(count == 1 ? "document" : "documents")}: {count - bad} valid, {bad} with errors, {warned} with warnings");

        void Warning(ReadDocument document, string severity, IEnumerable<(int Line, string Text)> findings)
        {
            foreach (var (line, text) in findings) output.WriteLine($"{document.File}:{(line > 0 ? line : document.Line)}: {severity}: {ConfigOptions.Title(document)}: {text}");
        }
    }
}
