using Envoy.Type.Matcher.V3;

namespace Mesh.Core.Explain.Matching;

/// <summary>envoy.type.matcher.v3.StringMatcher.</summary>
internal static class StringMatching
{
    public static bool Matches(StringMatcher matcher, string value)
    {
        var comparison = matcher.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return matcher.MatchPatternCase switch
        {
            StringMatcher.MatchPatternOneofCase.Exact => value.Equals(matcher.Exact, comparison),
            StringMatcher.MatchPatternOneofCase.Prefix => value.StartsWith(matcher.Prefix, comparison),
            StringMatcher.MatchPatternOneofCase.Suffix => value.EndsWith(matcher.Suffix, comparison),
            StringMatcher.MatchPatternOneofCase.Contains => value.Contains(matcher.Contains, comparison),
            StringMatcher.MatchPatternOneofCase.SafeRegex => Re2Pattern.Of(matcher.SafeRegex.Regex).IsFullMatch(value),
            _ => false,
        };
    }

    public static string Describe(StringMatcher matcher)
    {
        var what = matcher.MatchPatternCase switch
        {
            StringMatcher.MatchPatternOneofCase.Exact => $"\"{matcher.Exact}\"",
            StringMatcher.MatchPatternOneofCase.Prefix => $"\"{matcher.Prefix}…\"",
            StringMatcher.MatchPatternOneofCase.Suffix => $"\"…{matcher.Suffix}\"",
            StringMatcher.MatchPatternOneofCase.Contains => $"\"…{matcher.Contains}…\"",
            StringMatcher.MatchPatternOneofCase.SafeRegex => Pattern(matcher.SafeRegex.Regex),
            _ => "what an extension decides",
        };
        return matcher.IgnoreCase ? $"{what} in any case" : what;
    }

    public static string Pattern(string regex) => Re2Pattern.Of(regex).IsKnown ? $"/{regex}/" : $"/{regex}/ (which can not be evaluated here)";
}
