using System.Text.RegularExpressions;
using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;

namespace Mesh.Core.Translation.Security.Authorization;

/// <summary>The four forms of a value in a policy, <c>abc</c>, <c>abc*</c>, <c>*abc</c> and <c>*</c>, as Envoy's matchers.</summary>
internal static class PolicyMatchers
{
    public static StringMatcher Text(string value, bool ignoreCase = false)
    {
        if (value == "*") return Regex(".+");
        if (value.StartsWith('*')) return new() { Suffix = value[1..], IgnoreCase = ignoreCase };
        return value.EndsWith('*') ? new() { Prefix = value[..^1], IgnoreCase = ignoreCase } : new() { Exact = value, IgnoreCase = ignoreCase };
    }

    public static StringMatcher Regex(string regex) => new() { SafeRegex = new() { Regex = regex } };

    public static HeaderMatcher Header(string name, string value, bool ignoreCase = false) =>
        value == "*" ? new() { Name = name, PresentMatch = true } : new() { Name = name, StringMatch = Text(value, ignoreCase) };

    /// <summary>A principal as users write it, without the scheme.</summary>
    public static StringMatcher Principal(string value)
    {
        if (value == "*") return Regex(".+");
        return value.StartsWith('*') ? Regex($"spiffe://.*{Quote(value[1..])}") : Text($"spiffe://{value}");
    }

    public static StringMatcher Namespace(string value) => Regex($".*/ns/{Globbed(value, ".*")}/.*");

    public static StringMatcher TrustDomain(string value) => value.Contains('*') ? Regex($"spiffe://{Globbed(value, "[^/]*")}/.*") : new() { Prefix = $"spiffe://{value}/" };

    /// <param name="value">A name in <paramref name="ownNamespace"/>, or <c>namespace/name</c>.</param>
    public static StringMatcher ServiceAccount(string value, string ownNamespace)
    {
        var slash = value.IndexOf('/');
        var (ns, name) = slash < 0 ? (ownNamespace, value) : (value[..slash], value[(slash + 1)..]);
        return Regex($"spiffe://.+/ns/{Quote(ns)}/(.+/|)sa/{Quote(name)}(/.+)?");
    }

    public static CidrRange Range(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0) return new() { AddressPrefix = text, PrefixLen = text.Contains(':') ? 128u : 32u };
        return new() { AddressPrefix = text[..slash], PrefixLen = uint.Parse(text.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture) };
    }

    private static string Globbed(string value, string any) => string.Join(any, value.Split('*').Select(Quote));

    /// <summary>RE2's metacharacters and no others: a dash stays a dash.</summary>
    private static string Quote(string text) => Metacharacters.Replace(text, @"\$0");

    private static readonly Regex Metacharacters = new(@"[\\.+*?()|\[\]{}^$]", RegexOptions.Compiled);
}
