using System.CommandLine;
using System.Text.Json.Nodes;
using Mesh.Commands.Validation;
using Mesh.Core.Analysis;
using Mesh.Core.Config.Validation;
using Mesh.Gateway.Files;

namespace Mesh.Commands;

/// <summary>Says what is wrong with configuration, before a mesh is given it: of each document, and of how they fit together.</summary>
internal static class ValidateCommand
{
    private const string Details =
        """
        Each document is judged as Istio judges it. Then the objects are looked at beside each other: names of what does not exist, hosts that two
        objects claim, selectors that select nothing, and more. What that finds is said of the object that it concerns and never makes a document
        invalid; an error among it ends with exit code 1 all the same, as with istioctl analyze.

        Findings have istioctl's codes (IST0101), or AM… where istioctl has none. An object need not hear of them: annotate it with
        galley.istio.io/analyze-suppress: "IST0101,IST0132", or "*".

        Examples:
          actormesh validate samples/bookinfo
          actormesh validate --suppress "IST0118=Service shop/*" --suppress "*=Gateway edge/old" config/
          actormesh validate -o json reviews.yaml | jq '.[] | select(.valid | not)'
          actormesh validate --codes

        Exit codes: 0 no error, 1 an error, 2 the command line is wrong.
        """;

    public static Command Create()
    {
        var paths = new Argument<string[]>("paths") { Description = "Directories (with all below them) and files.", Arity = ArgumentArity.ZeroOrMore, HelpName = "DIR|FILE…" };
        var mesh = ConfigOptions.MeshConfigOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var alone = new Option<bool>("--no-analysis") { Description = "Judge each document by itself." };
        var codes = new Option<bool>("--codes") { Description = "List the codes of findings, and end." };
        var suppress = new Option<string[]>("--suppress")
        {
            Description = "Do not speak of CODE (or *) at these objects; * stands for any text.",
            HelpName = "CODE=KIND NAMESPACE/NAME",
            CustomParser = parsed => [.. parsed.Tokens.Select(x => x.Value)],
        };
        suppress.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(x => Suppression.Parse(x.Value) is null)) result.AddError($"--suppress: \"{token.Value}\" must be CODE=Kind namespace/name, for example \"IST0118=Service shop/*\"");
        });
        var command = new ToolCommand("validate", "Check Kubernetes and Istio YAML, and print every error and warning.", Details) { paths, mesh, format, suppress, alone, codes };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(codes) && result.GetValue(paths) is null or { Length: 0 }) result.AddError("Required argument missing: the directories or files to check.");
        });
        command.SetAction(parsed =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(codes))
            {
                Print.Table(output, ["CODE", "LEVEL", "NAME", "WHAT"], FindingCodes.All.Select(x => new[] { x.Id, x.Level.ToString(), x.Name, x.Summary }));
                return ExitCode.Ok;
            }
            var loaded = ConfigOptions.Load(parsed.GetRequiredValue(paths), parsed.GetValue(mesh));
            var findings = parsed.GetValue(alone) ? [] : Analyze(loaded);
            IReadOnlyList<Suppression> suppressed = [.. (parsed.GetValue(suppress) ?? []).Select(x => Suppression.Parse(x)!)];
            var reports = DocumentReport.Of(loaded, findings, suppressed);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, Documents(reports)); break;
                case OutputFormat.Yaml: Print.Yaml(output, Documents(reports)); break;
                default: new ReportWords(output, ReportWords.IsTerminal(output)).Write(reports); break;
            }
            foreach (var error in loaded.MeshErrors) errors.WriteLine($"{parsed.GetValue(mesh) ?? "MeshConfig"}: {ConfigOptions.Line(error)}");
            foreach (var fault in findings.Where(x => x.Code == FindingCodes.InternalError)) errors.WriteLine(fault.Words);
            var isGood = loaded.MeshErrors.Count == 0 && reports.All(x => x.Errors.Count == 0 && x.Warnings.All(y => y.Level < FindingLevel.Error));
            return isGood ? ExitCode.Ok : ExitCode.Findings;
        });
        return command;
    }

    private static IReadOnlyList<Finding> Analyze(LoadedConfig loaded) =>
        MeshAnalysis.Of(AnalysisInput.OfDocuments(loaded.Readings, loaded.Objects, loaded.Mesh)).Findings;

    private static JsonArray Documents(IReadOnlyList<DocumentReport> reports) => new([.. reports.Select(report => new JsonObject
    {
        ["file"] = report.Document.File,
        ["line"] = report.Document.Line,
        ["kind"] = report.Document.Kind,
        ["namespace"] = report.Document.Namespace,
        ["name"] = report.Document.Name,
        ["valid"] = report.Document.Valid,
        ["errors"] = Sentences(report.Errors),
        ["warnings"] = Sentences(report.Warnings),
    })]);

    private static JsonArray Sentences(IEnumerable<Complaint> complaints) => new([.. complaints.Select(x => (JsonNode)x.Sentence)]);
}
