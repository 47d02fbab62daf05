using System.Globalization;
using System.Text;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Coverage;

/// <summary>docs/coverage.md: a table a message, a row a field.</summary>
internal static class CoverageDocument
{
    public static readonly string File = Path.Combine(Repository.Root, "docs", "coverage.md");

    private const string Head =
        """
        # Every field, and what proves it

        Written by the tests (`ACTORMESH_REWRITE_COVERAGE=1`), and held by them: do not edit. One row a field of the records that configuration is read into; a message
        that stands in several places has one table. The states:

        - **translated**: with the case named, whose proxies get what istiod sends (or what a case of `Mesh.Tests/Golden` expects), something else is sent as soon as the
          field is taken out or says something else;
        - **tested**: the same, shown by the test named;
        - **validated**: read and checked, and nothing that is sent depends on it, for the reason given;
        - **ignored**: read, and nothing depends on it, for the reason given;
        - **not proved**: no case sets it so that it shows.

        """;

    /// <returns>The case that each proved field's row names.</returns>
    public static IReadOnlyDictionary<string, string> ReadProofs()
    {
        var proofs = new Dictionary<string, string>();
        var message = "";
        foreach (var line in System.IO.File.Exists(File) ? System.IO.File.ReadLines(File) : [])
        {
            if (line.StartsWith("### ", StringComparison.Ordinal)) message = line[4..];
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells is ["", var field, "translated", var proof, ""]) proofs[$"{message}.{field.Trim('`')}"] = proof;
        }
        return proofs;
    }

    public static string Write(IReadOnlyDictionary<Field, string> proofs)
    {
        var rows = FieldTable.All.SelectMany(x => x.Fields).ToDictionary(x => x, x => State(x, proofs));
        var text = new StringBuilder(Head).Append('\n');
        text.Append("| | translated | tested | validated | ignored | not proved |\n|---|---|---|---|---|---|\n");
        foreach (var section in FieldTable.All.GroupBy(x => x.Section))
        {
            var states = section.SelectMany(x => x.Fields).Select(x => rows[x].State).ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {section.Key} | {string.Join(" | ", ((string[])["translated", "tested", "validated", "ignored", "not proved"]).Select(x => states.Count(y => y == x)))} |\n");
        }
        foreach (var section in FieldTable.All.GroupBy(x => x.Section))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n");
            foreach (var (_, message, fields) in section.Where(x => x.Fields.Count > 0))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n### {message}\n\n| field | state | proof or reason |\n|---|---|---|\n");
                foreach (var field in fields) text.Append(CultureInfo.InvariantCulture, $"| `{field.Name}` | {rows[field].State} | {rows[field].Why} |\n");
            }
        }
        return text.ToString();
    }

    private static (string State, string Why) State(Field field, IReadOnlyDictionary<Field, string> proofs)
    {
        if (proofs.TryGetValue(field, out var proof)) return ("translated", proof);
        return CoverageNote.Of(field) is { } note ? (note.State, note.Reason) : ("not proved", "");
    }
}
