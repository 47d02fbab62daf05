using System.Globalization;
using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using Mesh.Core.Explain.Requests;
using Kind = Envoy.Config.Route.V3.HeaderMatcher.HeaderMatchSpecifierOneofCase;

namespace Mesh.Core.Explain.Matching;

/// <summary>envoy.config.route.v3.HeaderMatcher, in its present and its older forms.</summary>
internal static class HeaderMatching
{
    public static bool Matches(HeaderMatcher matcher, RequestHeaders headers)
    {
        var value = headers.Find(matcher.Name);
        if (IsPresence(matcher)) return (value is not null == (matcher.HeaderMatchSpecifierCase == Kind.None || matcher.PresentMatch)) != matcher.InvertMatch;
        // An absent header matches nothing, and nothing's contrary either, unless it is to count as an empty one.
        if (value is null && !matcher.TreatMissingHeaderAsEmpty) return false;
        return Holds(matcher, value ?? "") != matcher.InvertMatch;
    }

    /// <returns>null when it matches.</returns>
    public static string? WhyNot(HeaderMatcher matcher, RequestHeaders headers)
    {
        if (Matches(matcher, headers)) return null;
        var name = matcher.Name switch { ":method" => "the method", ":authority" => "the host", ":scheme" => "the scheme", var x => $"header {x}" };
        return $"{name} is {(headers.Find(matcher.Name) is { } value ? $"\"{value}\"" : "absent")}, and {Wanted(matcher)}";
    }

    private static string Wanted(HeaderMatcher matcher)
    {
        if (IsPresence(matcher)) return (matcher.HeaderMatchSpecifierCase == Kind.None || matcher.PresentMatch) != matcher.InvertMatch ? "must be there" : "must not be there";
        return $"must {(matcher.InvertMatch ? "not " : "")}be {Describe(matcher)}";
    }

    private static string Describe(HeaderMatcher matcher) => matcher.HeaderMatchSpecifierCase == Kind.RangeMatch
        ? $"a number from {matcher.RangeMatch.Start} to below {matcher.RangeMatch.End}"
        : StringMatching.Describe(Text(matcher));

    private static bool IsPresence(HeaderMatcher matcher) => matcher.HeaderMatchSpecifierCase is Kind.PresentMatch or Kind.None;

    private static bool Holds(HeaderMatcher matcher, string value) => matcher.HeaderMatchSpecifierCase == Kind.RangeMatch
        ? long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= matcher.RangeMatch.Start && number < matcher.RangeMatch.End
        : StringMatching.Matches(Text(matcher), value);

#pragma warning disable CS0612 // The older forms are read too: an EnvoyFilter may write them.
    private static StringMatcher Text(HeaderMatcher matcher) => matcher.HeaderMatchSpecifierCase switch
    {
        Kind.SafeRegexMatch => new() { SafeRegex = matcher.SafeRegexMatch },
        Kind.PrefixMatch => new() { Prefix = matcher.PrefixMatch },
        Kind.SuffixMatch => new() { Suffix = matcher.SuffixMatch },
        Kind.ContainsMatch => new() { Contains = matcher.ContainsMatch },
        Kind.ExactMatch => new() { Exact = matcher.ExactMatch },
        _ => matcher.StringMatch,
    };
#pragma warning restore CS0612
}
