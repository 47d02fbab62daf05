using System.CommandLine;
using System.Text.Json.Nodes;
using Mesh.Core.Checks;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Xds;

namespace Mesh.Commands;

/// <summary>Prints what a proxy would be sent, without a mesh.</summary>
internal static class GenerateCommand
{
    private const string All = "all";

    private const string Details =
        $"""
        It works on files alone and prints one JSON object with an array of resources a type, in canonical protobuf JSON.
        Objects with errors, and resources that an Envoy would refuse, are left out and named on standard error.

        Example:
          actormesh generate --config samples/bookinfo --node {ProxyOptions.ExampleNode} --type routes

        Secrets are printed only by --type secrets, since they hold private keys.
        """;

    private static readonly (string Name, XdsType Type, Func<Generated, IReadOnlyList<Translated>> Of)[] Types =
    [
        ("clusters", XdsType.Cluster, x => x.Clusters),
        ("endpoints", XdsType.Endpoint, x => x.Endpoints),
        ("listeners", XdsType.Listener, x => x.Listeners),
        ("routes", XdsType.Route, x => x.Routes),
        ("extensions", XdsType.Extension, x => x.Extensions),
        ("names", XdsType.Name, x => x.Names),
        ("secrets", XdsType.Secret, _ => []),
    ];

    public static Command Create()
    {
        var config = new ConfigOptions();
        config.Config.Required = true;
        var proxy = new ProxyOptions();
        var type = new Option<string>("--type") { Description = "Which resources.", DefaultValueFactory = _ => All, HelpName = $"{string.Join('|', Types.Select(x => x.Name))}|{All}" };
        type.AcceptOnlyFromAmong([.. Types.Select(x => x.Name), All]);
        var dialect = new Option<string>("--dialect") { Description = "Whether the proxy has Istio's own filters (istio) or is a stock Envoy (envoy).", DefaultValueFactory = _ => "envoy", HelpName = "envoy|istio" };
        dialect.AcceptOnlyFromAmong("envoy", "istio");
        var format = OutputFormat.Option(OutputFormat.Json, OutputFormat.Json, OutputFormat.Yaml, OutputFormat.Table);
        var command = new ToolCommand("generate", "Print what a proxy would be sent.", Details) { config.Config, config.MeshConfig };
        proxy.AddTo(command);
        foreach (var option in (Option[])[type, dialect, format]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var read = proxy.Read(parsed, parsed.GetValue(dialect) == "istio");
            var loaded = ConfigOptions.Load(parsed.GetRequiredValue(config.Config), parsed.GetValue(config.MeshConfig));
            if (loaded.MeshErrors.Count > 0) throw new CommandFailure($"the MeshConfig is broken: {string.Join("; ", loaded.MeshErrors)}");
            ConfigOptions.TellRefused(loaded, errors);

            var model = ModelBuilder.Build(ConfigSet.Of(loaded.Objects), loaded.Mesh);
            var generated = Generator.Generate(new ProxyContext(model, read));
            var wanted = Types.Where(x => parsed.GetValue(type) == x.Name || parsed.GetValue(type) == All).ToList();
            var kept = wanted.ToDictionary(x => x.Name, x => Vetted(x.Type, x.Of(generated), errors));
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Table: Table(output, kept); break;
                case OutputFormat.Yaml: Print.Yaml(output, Json(kept)); break;
                default: Print.Json(output, Json(kept)); break;
            }
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>A resource that an Envoy would refuse is not sent, so it is not printed either.</summary>
    private static List<Translated> Vetted(XdsType type, IReadOnlyList<Translated> resources, TextWriter errors)
    {
        var verdict = SnapshotCheck.Check(type, [.. resources.Select(x => new Candidate(x.Name, x.Message, x.Origins))]);
        foreach (var bad in verdict.Withheld)
        {
            errors.WriteLine($"withheld: {type} {bad.Name}, an Envoy would refuse it{(bad.Origins.Count == 0 ? "" : $"; it comes from {string.Join(", ", bad.Origins)}")}");
            foreach (var error in bad.Errors) errors.WriteLine($"    {error}");
        }
        var kept = verdict.Kept.Select(x => x.Message).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. resources.Where(x => kept.Contains(x.Message))];
    }

    private static JsonObject Json(Dictionary<string, List<Translated>> kept) =>
        new(kept.Select(x => KeyValuePair.Create(x.Key, (JsonNode?)new JsonArray([.. x.Value.Select(y => GeneratedJson.Of(y.Message))]))));

    private static void Table(TextWriter output, Dictionary<string, List<Translated>> kept) => Print.Table(
        output,
        ["TYPE", "NAME", "FROM"],
        kept.SelectMany(x => x.Value.Select(y => (string[])[x.Key, y.Name, string.Join(", ", y.Origins)])));
}
