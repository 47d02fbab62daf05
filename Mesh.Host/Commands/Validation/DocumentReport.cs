using Mesh.Core.Analysis;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;
using Mesh.Gateway.Files;

namespace Mesh.Commands.Validation;

/// <summary>A document and all that is to be said of it: why it is refused, what it is warned of, and what only shows beside the others.</summary>
/// <param name="Errors">Why it is refused; empty when it is taken.</param>
/// <param name="Warnings">What does not keep it from being taken, whatever its level.</param>
internal sealed record DocumentReport(ReadDocument Document, IReadOnlyList<Complaint> Errors, IReadOnlyList<Complaint> Warnings)
{
    /// <param name="suppressed">What nobody wants to hear.</param>
    public static IReadOnlyList<DocumentReport> Of(LoadedConfig loaded, IEnumerable<Finding> findings, IReadOnlyList<Suppression> suppressed)
    {
        var bySource = findings.Where(x => !suppressed.Any(y => y.Covers(x))).ToLookup(x => x.Source);
        var readings = loaded.Warnings.ToLookup(x => x.Source);
        return [.. loaded.Readings.Select(reading => Of(reading, readings[reading.Document.Source], bySource[reading.Document.Source], suppressed))];
    }

    private static DocumentReport Of(DocumentReading reading, IEnumerable<ConfigWarning> fromFiles, IEnumerable<Finding> findings, IReadOnlyList<Suppression> suppressed)
    {
        var document = reading.Document;
        var annotations = reading.Draft?.Meta.Annotations ?? ValueMap<string>.Empty;
        var warnings = document.Warnings.Concat(fromFiles).Distinct()
            .Where(x => x.Code.Length == 0 || !(Suppression.IsBy(annotations, x.Code) || suppressed.Any(y => y.Covers(x.Code, ConfigOptions.Title(document)))))
            .Select(Of)
            .Concat(findings.Select(x => Of(reading, x)))
            .OrderBy(x => x.Line);
        return new(document, [.. document.Errors.Select(x => new Complaint(FindingLevel.Error, FindingCodes.SchemaError, x.Line > 0 ? x.Line : document.Line, x.ToString(), ""))], [.. warnings]);
    }

    private static Complaint Of(ConfigWarning warning)
    {
        var code = FindingCodes.Find(warning.Code);
        return new(code?.Level ?? FindingLevel.Warning, code, warning.Source.Line, new ConfigError(warning.Field, warning.Reason).ToString(), "");
    }

    private static Complaint Of(DocumentReading reading, Finding finding) =>
        new(finding.Level, finding.Code, reading.LineOf(finding.Field), new ConfigError(finding.Field, finding.Message).ToString(), finding.Cure);
}
