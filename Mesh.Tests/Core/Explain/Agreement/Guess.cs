using Envoy.Type.Matcher.V3;
using Kind = Envoy.Type.Matcher.V3.StringMatcher.MatchPatternOneofCase;

namespace Mesh.Tests.Core.Explain.Agreement;

/// <summary>Texts that a matcher is likely to take, and some that it only just does not.</summary>
internal sealed class Guess(Random random)
{
    private static readonly string[] Scraps = ["", "x", "/", "-1", ".y", "0", "%2F", "é"];

    public T Of<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public bool Sometimes(int oneIn) => random.Next(oneIn) == 0;

    public string Text(StringMatcher matcher)
    {
        var text = matcher.MatchPatternCase switch
        {
            Kind.Exact => matcher.Exact,
            Kind.Prefix => matcher.Prefix + Of(Scraps),
            Kind.Suffix => Of(Scraps) + matcher.Suffix,
            Kind.Contains => Of(Scraps) + matcher.Contains + Of(Scraps),
            Kind.SafeRegex => Regex(matcher.SafeRegex.Regex),
            _ => "x",
        };
        return Nearly(text);
    }

    /// <summary>Sometimes not quite the text.</summary>
    public string Nearly(string text) => random.Next(8) switch
    {
        0 => text + Of(Scraps),
        1 => text.ToUpperInvariant(),
        2 when text.Length > 1 => text[..^1],
        _ => text,
    };

    /// <summary>A text by a pattern, as far as a few rewritings go.</summary>
    public string Regex(string pattern)
    {
        var text = System.Text.RegularExpressions.Regex.Replace(pattern, @"\[0-9\]\{(\d+)\}", x => new string('7', int.Parse(x.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
        text = text.Replace(".*?", "", StringComparison.Ordinal).Replace(".*", Of(["", "a", "a/b"]), StringComparison.Ordinal).Replace(".+", Of(["a", "ab"]), StringComparison.Ordinal);
        text = System.Text.RegularExpressions.Regex.Replace(text, @"\([^()]*\)\?", "");
        text = System.Text.RegularExpressions.Regex.Replace(text, @"\\d\+?|\[0-9\]\+?", "4");
        text = System.Text.RegularExpressions.Regex.Replace(text, @"\[(\w)[^\]]*\][+*]?", "$1");
        return new string([.. text.Where(x => x is not ('(' or ')' or '^' or '$' or '?' or '\\' or '+' or '*' or '|'))]);
    }
}
