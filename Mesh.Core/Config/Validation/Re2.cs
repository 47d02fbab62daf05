using System.Text.RegularExpressions;

namespace Mesh.Core.Config.Validation;

/// <summary>Whether Envoy will take a regular expression: RE2's syntax, which knows no look-around and no back reference.</summary>
internal static class Re2
{
    private const int MaxLength = 1024;

    public static string? Problem(string pattern)
    {
        if (pattern.Length > MaxLength) return $"has {pattern.Length} characters; a regular expression has at most {MaxLength}";
        // Literals in \Q…\E are RE2's own; .NET would misread them.
        if (pattern.Contains("\\Q", StringComparison.Ordinal)) return null;
        try
        {
            _ = new Regex(pattern.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (NotSupportedException)
        {
            return $"\"{pattern}\" uses what RE2 does not have: look-around, back references and the like";
        }
        catch (ArgumentException e)
        {
            return $"\"{pattern}\" is not a regular expression: {e.Message}";
        }
    }
}
