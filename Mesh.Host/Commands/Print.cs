using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using YamlDotNet.Serialization;

namespace Mesh.Commands;

/// <summary>Writes what a command found.</summary>
internal static class Print
{
    /// <summary>Tables that go to a file or a pipe are not wrapped at the width of a terminal that is not there.</summary>
    private const int WidthOfPipes = 240;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly ISerializer YamlWriter = new SerializerBuilder().WithQuotingNecessaryStrings().DisableAliases().Build();

    public static void Json(TextWriter output, JsonNode json) => output.WriteLine(json.ToJsonString(Indented));

    public static void Yaml(TextWriter output, JsonNode json) => YamlWriter.Serialize(output, Plain(json));

    public static string YamlText(JsonNode json)
    {
        using var text = new StringWriter { NewLine = "\n" };
        Yaml(text, json);
        return text.ToString();
    }

    public static void Table(TextWriter output, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var column in columns) table.AddColumn(new TableColumn(Markup.Escape(column)) { NoWrap = true, Padding = new(0, 0, 2, 0) });
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = WidthOfPipes;
        console.Write(table);
    }

    private static object? Plain(JsonNode? json) => json switch
    {
        JsonObject fields => fields.ToDictionary(x => x.Key, x => Plain(x.Value)),
        JsonArray items => items.Select(Plain).ToList(),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number when value.TryGetValue<long>(out var whole) => whole,
            JsonValueKind.Number => value.GetValue<double>(),
            JsonValueKind.Null => null,
            var kind => kind == JsonValueKind.True,
        },
        _ => null,
    };
}
