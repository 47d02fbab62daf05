using Envoy.Type.Matcher.V3;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Routes;

/// <summary>StringMatch → envoy.type.matcher.v3.StringMatcher.</summary>
internal static class StringMatchers
{
    /// <summary>An empty match and the old <c>regex: "*"</c> take any value: then only presence is asked for.</summary>
    public static bool IsPresence(StringMatch match) => match is { Exact: null, Prefix: null, Regex: null } or { Regex: "*" };

    public static StringMatcher Translate(StringMatch match) => match switch
    {
        { Exact: { } exact } => new() { Exact = exact },
        { Prefix: { } prefix } => new() { Prefix = prefix },
        _ => new() { SafeRegex = Regex(match.Regex ?? "") },
    };

    public static RegexMatcher Regex(string pattern) => new() { Regex = pattern };
}
