using Envoy.Type.Matcher.V3;

namespace Mesh.Core.Checks.Invariants;

internal static class RegexInvariants
{
    public static void RegexMatcher(RegexMatcher matcher, Findings findings)
    {
        if (Re2.Refuses(matcher.Regex) is { } reason) findings.Add("regex", $"'{matcher.Regex}': {reason}");
    }

    /// <summary>A substitution refers to groups of its pattern as <c>\1</c>, to the whole as <c>\0</c>; a backslash by itself is <c>\\</c>.</summary>
    public static void RegexMatchAndSubstitute(RegexMatchAndSubstitute rewrite, Findings findings)
    {
        var text = rewrite.Substitution;
        for (var i = text.IndexOf('\\'); i >= 0; i = i + 2 <= text.Length ? text.IndexOf('\\', i + 2) : -1)
        {
            if (i + 1 < text.Length && text[i + 1] == '\\') continue;
            if (i + 1 >= text.Length || !char.IsAsciiDigit(text[i + 1]))
            {
                findings.Add("substitution", $"'{text}': a backslash must be followed by a digit or a backslash");
                return;
            }
            var groups = Re2.Groups(rewrite.Pattern?.Regex ?? "");
            if (text[i + 1] - '0' > groups) findings.Add("substitution", $"'{text}' refers to group {text[i + 1]}, the pattern has {groups}");
        }
    }
}
