using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Prints which build this is.</summary>
internal static class VersionCommand
{
    private const string Details =
        """
        Example:
          actormesh version -o json
        """;

    public static Command Create()
    {
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("version", "Print which build this is.", Details) { format };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var version = new JsonObject
            {
                ["version"] = Version,
                ["runtime"] = RuntimeInformation.FrameworkDescription,
                ["platform"] = RuntimeInformation.RuntimeIdentifier,
            };
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, version); break;
                case OutputFormat.Yaml: Print.Yaml(output, version); break;
                default: output.WriteLine($"actormesh {Version} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})"); break;
            }
        });
        return command;
    }

    private static string Version { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
