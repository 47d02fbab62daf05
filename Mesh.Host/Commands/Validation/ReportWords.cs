using Mesh.Core.Config.Validation;

namespace Mesh.Commands.Validation;

/// <summary>
/// Reports for people: a line a complaint that editors can jump to, what to do about it below, and the sum at the end. With colours where a terminal shows them.
/// </summary>
internal sealed class ReportWords(TextWriter output, bool inColour)
{
    private const string Red = "\u001b[1;31m";
    private const string Yellow = "\u001b[1;33m";
    private const string Blue = "\u001b[1;34m";
    private const string Bold = "\u001b[1m";
    private const string Faint = "\u001b[2m";
    private const string Plain = "\u001b[0m";

    /// <summary>Colours are for a terminal, and for nobody who does not want them (no-color.org).</summary>
    public static bool IsTerminal(TextWriter output) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public void Write(IReadOnlyList<DocumentReport> reports)
    {
        foreach (var report in reports)
        {
            foreach (var complaint in report.Errors.Concat(report.Warnings)) Write(report, complaint);
        }
        var all = reports.SelectMany(x => x.Errors.Concat(x.Warnings)).ToList();
        if (all.Count > 0) output.WriteLine();
        var bad = reports.Count(x => x.Errors.Count > 0);
        output.WriteLine($"{reports.Count} {(reports.Count == 1 ? "document" : "documents")}: {reports.Count - bad} valid, {bad} with errors, {reports.Count(x => x.Warnings.Count > 0)} with warnings");
        foreach (var same in all.Where(x => x.Code is not null).GroupBy(x => x.Code!).OrderByDescending(x => x.Max(y => y.Level)).ThenBy(x => x.Key.Id, StringComparer.Ordinal))
        {
            output.WriteLine($"{same.Count(),6} x {Colour(Bold, same.Key.Id)} {same.Key.Name}: {same.Key.Summary}");
        }
    }

    private void Write(DocumentReport report, Complaint complaint)
    {
        var colour = complaint.Level switch { FindingLevel.Error => Red, FindingLevel.Warning => Yellow, _ => Blue };
        var code = complaint.Code is { } known ? $" {Colour(Faint, $"[{known}]")}" : "";
        output.WriteLine($"{report.Document.File}:{complaint.Line}: {Colour(colour, complaint.Word)}: {Colour(Bold, ConfigOptions.Title(report.Document))}: {complaint.Text}{code}");
        if (complaint.Cure.Length > 0) output.WriteLine($"    {complaint.Cure}");
    }

    private string Colour(string colour, string text) => inColour ? $"{colour}{text}{Plain}" : text;
}
