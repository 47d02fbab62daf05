using Envoy.Type.Matcher.V3;

namespace Mesh.Core.Checks.Invariants;

internal static class RegexInvariants
{
    public static void RegexMatcher(RegexMatcher matcher, Findings findings)
    {
        if (Re2.Refuses(matcher.Regex) is { } reason) findings.Add("regex", $"'{matcher.Regex}': {reason}");
    }
}
