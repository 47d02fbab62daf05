using System.CommandLine;
using System.Text.Json.Nodes;
using Mesh.Core.History;

namespace Mesh.Commands;

/// <summary>Prints what differs between two documents, line by line of the YAML that both would be written as.</summary>
internal sealed class ColoredDiff(TextWriter output, bool color)
{
    private const string Red = "\e[31m", Green = "\e[32m", Dim = "\e[2m", Bold = "\e[1m", Reset = "\e[0m";

    public static Option<string> ColorOption()
    {
        var option = new Option<string>("--color") { Description = "auto, always, never; auto: on a terminal, unless NO_COLOR is set.", HelpName = "WHEN", DefaultValueFactory = _ => "auto" };
        option.AcceptOnlyFromAmong("auto", "always", "never");
        return option;
    }

    public static ColoredDiff To(TextWriter output, string? when) => new(output, when switch
    {
        "always" => true,
        "never" => false,
        _ => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
    });

    public void Write(string name, string before, string after, JsonNode? then, JsonNode? now)
    {
        Line(Bold, $"--- {name} {before}");
        Line(Bold, $"+++ {name} {after}");
        foreach (var line in LineDiff.Of(Lines(then), Lines(now)))
        {
            var style = line.Mark switch { '-' => Red, '+' => Green, '@' => Dim, _ => "" };
            Line(style, line.Mark == '@' ? line.Text : $"{line.Mark} {line.Text}");
        }
    }

    public void Say(string text) => Line(Dim, text);

    private static List<string> Lines(JsonNode? document) => document is null ? [] : [.. Print.YamlText(document).TrimEnd('\n').Split('\n')];

    private void Line(string style, string text) => output.WriteLine(color && style.Length > 0 ? $"{style}{text}{Reset}" : text);
}
