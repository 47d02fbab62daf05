using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis;

/// <summary>What somebody does not want to be told again: codes of one object, or of all whose name fits a pattern.</summary>
/// <param name="Code">A code, or <c>*</c> for all.</param>
/// <param name="Object"><c>Kind namespace/name</c>, with <c>*</c> for any text.</param>
public sealed record Suppression(string Code, string Object)
{
    /// <summary>On an object: the codes not to speak of, with commas and without spaces between; <c>*</c> for all.</summary>
    public const string Annotation = "galley.istio.io/analyze-suppress";

    /// <param name="written"><c>CODE=Kind namespace/name</c>, or istioctl's <c>CODE=Kind name.namespace</c>.</param>
    /// <returns>null for what is neither.</returns>
    public static Suppression? Parse(string written)
    {
        if (written.Split('=', 2) is not [{ Length: > 0 } code, var target] || target.Split(' ', 2) is not [{ Length: > 0 } kind, { Length: > 0 } name]) return null;
        if (!name.Contains('/') && name.LastIndexOf('.') is var dot and > 0) name = $"{name[(dot + 1)..]}/{name[..dot]}";
        return new(code, $"{kind} {name}");
    }

    public bool Covers(Finding finding) => Covers(finding.Code.Id, finding.Object);

    public bool Covers(string code, string @object) => (Code == "*" || Code == code) && Fits(@object, Object);

    public static bool IsBy(ValueMap<string> annotations, FindingCode code) => IsBy(annotations, code.Id);

    public static bool IsBy(ValueMap<string> annotations, string code) =>
        annotations.TryGetValue(Annotation, out var written) && written.Split(',') is var codes && (codes.Contains("*") || codes.Contains(code));

    private static bool Fits(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        if (pattern.IsEmpty) return text.IsEmpty;
        if (pattern[0] != '*') return !text.IsEmpty && text[0] == pattern[0] && Fits(text[1..], pattern[1..]);
        for (var skipped = 0; skipped <= text.Length; skipped++)
        {
            if (Fits(text[skipped..], pattern[1..])) return true;
        }
        return false;
    }
}
