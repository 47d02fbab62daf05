using System.Text.Json;
using Envoy.Type.Matcher.V3;
using Mesh.Core.Explain.Requests;
using Kind = Envoy.Type.Matcher.V3.ValueMatcher.MatchPatternOneofCase;

namespace Mesh.Core.Explain.Matching;

/// <summary>envoy.type.matcher.v3.MetadataMatcher, over what filters have learned of the request so far.</summary>
internal static class MetadataMatching
{
    public static bool Matches(MetadataMatcher matcher, RequestMetadata metadata)
    {
        var found = metadata.Find(matcher.Filter, matcher.Path.Select(x => x.Key));
        return Matches(matcher.Value, found) != matcher.Invert;
    }

    /// <returns>null when it matches.</returns>
    public static string? WhyNot(MetadataMatcher matcher, RequestMetadata metadata)
    {
        if (Matches(matcher, metadata)) return null;
        var found = metadata.Find(matcher.Filter, matcher.Path.Select(x => x.Key));
        return $"{Name(matcher)} is {(found is { } value ? value.GetRawText() : "absent")}, and must {(matcher.Invert ? "not " : "")}be {Describe(matcher.Value)}";
    }

    private static string Name(MetadataMatcher matcher)
    {
        var path = matcher.Path.Select(x => x.Key).ToList();
        return matcher.Filter == RequestMetadata.Jwt && path.Count > 1 ? $"claim {string.Join('.', path.Skip(1))}" : $"metadata {matcher.Filter} {string.Join('.', path)}";
    }

    private static bool Matches(ValueMatcher matcher, JsonElement? value) => matcher.MatchPatternCase switch
    {
        Kind.NullMatch => value is { ValueKind: JsonValueKind.Null },
        Kind.PresentMatch => value is not null == matcher.PresentMatch,
        Kind.StringMatch => value is { ValueKind: JsonValueKind.String } text && StringMatching.Matches(matcher.StringMatch, text.GetString()!),
        Kind.BoolMatch => value is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag && flag.GetBoolean() == matcher.BoolMatch,
        Kind.DoubleMatch => value is { ValueKind: JsonValueKind.Number } number && Matches(matcher.DoubleMatch, number.GetDouble()),
        Kind.ListMatch => value is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().Any(x => Matches(matcher.ListMatch.OneOf, x)),
        Kind.OrMatch => matcher.OrMatch.ValueMatchers.Any(x => Matches(x, value)),
        _ => false,
    };

    private static bool Matches(DoubleMatcher matcher, double number) => matcher.MatchPatternCase == DoubleMatcher.MatchPatternOneofCase.Range
        ? number >= matcher.Range.Start && number < matcher.Range.End
        : number == matcher.Exact;

    private static string Describe(ValueMatcher matcher) => matcher.MatchPatternCase switch
    {
        Kind.NullMatch => "null",
        Kind.PresentMatch => matcher.PresentMatch ? "there" : "absent",
        Kind.StringMatch => StringMatching.Describe(matcher.StringMatch),
        Kind.BoolMatch => matcher.BoolMatch ? "true" : "false",
        Kind.DoubleMatch => "a certain number",
        Kind.ListMatch => $"a list with {Describe(matcher.ListMatch.OneOf)}",
        Kind.OrMatch => string.Join(" or ", matcher.OrMatch.ValueMatchers.Select(Describe).Distinct()),
        _ => "something else",
    };
}
