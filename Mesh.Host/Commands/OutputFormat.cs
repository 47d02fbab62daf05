using System.CommandLine;

namespace Mesh.Commands;

/// <summary>The option <c>-o</c>.</summary>
internal static class OutputFormat
{
    public const string Table = "table";
    public const string Json = "json";
    public const string Yaml = "yaml";

    public static Option<string> Option(string byDefault, params string[] allowed)
    {
        var option = new Option<string>("--output", "-o")
        {
            Description = $"How to print: {string.Join(", ", allowed)}.",
            DefaultValueFactory = _ => byDefault,
            HelpName = string.Join('|', allowed),
        };
        option.AcceptOnlyFromAmong(allowed);
        return option;
    }
}
