using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Core.Translation.Listeners;

/// <summary>Durations in node metadata, which agents write as Go does: <c>90s</c>, <c>1h30m</c>, <c>500ms</c>.</summary>
internal static partial class GoDurations
{
    /// <returns>null for what is absent or no duration.</returns>
    public static TimeSpan? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || !Whole().IsMatch(text)) return null;
        var seconds = Part().Matches(text).Sum(x => double.Parse(x.Groups["n"].Value, CultureInfo.InvariantCulture) * SecondsOf(x.Groups["u"].Value));
        return TimeSpan.FromSeconds(seconds);
    }

    private static double SecondsOf(string unit) => unit switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, "us" => 1e-6, _ => 1e-9 };

    [GeneratedRegex("^([0-9]+(\\.[0-9]+)?(h|ms|m|s|us|ns))+$")]
    private static partial Regex Whole();

    [GeneratedRegex("(?<n>[0-9]+(\\.[0-9]+)?)(?<u>h|ms|m|s|us|ns)")]
    private static partial Regex Part();
}
