using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Mesh.Core.Config.Validation;
using Mesh.Core.Mixer.Attributes;
using T = Mesh.Core.Mixer.Attributes.AttributeType;

namespace Mesh.Core.Mixer.Expressions;

/// <summary>Mixer's functions. A method's receiver is its first argument: <c>"^/v1".matches(request.path)</c>.</summary>
internal static class Functions
{
    private sealed record Function(AttributeType Returns, AttributeType[] Takes, Func<object[], object?> Do);

    private static readonly FrozenDictionary<string, Function> ByName = new Dictionary<string, Function>
    {
        ["match"] = new(T.Bool, [T.String, T.String], x => Glob((string)x[0], (string)x[1])),
        ["ip"] = new(T.IpAddress, [T.String], x => System.Net.IPAddress.TryParse((string)x[0], out var address) ? address : null),
        ["timestamp"] = new(T.Timestamp, [T.String], x => Time((string)x[0])),
        ["toLower"] = new(T.String, [T.String], x => ((string)x[0]).ToLowerInvariant()),
        ["size"] = new(T.Int64, [T.String], x => (long)((string)x[0]).Length),
        ["conditionalString"] = new(T.String, [T.Bool, T.String, T.String], x => (bool)x[0] ? x[1] : x[2]),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Function> Methods = new Dictionary<string, Function>
    {
        ["startsWith"] = new(T.Bool, [T.String, T.String], x => ((string)x[0]).StartsWith((string)x[1], StringComparison.Ordinal)),
        ["endsWith"] = new(T.Bool, [T.String, T.String], x => ((string)x[0]).EndsWith((string)x[1], StringComparison.Ordinal)),
    }.ToFrozenDictionary();

    public static string Names => string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal));

    public static Node Call(Token name, List<Node> arguments)
    {
        if (!ByName.TryGetValue(name.Text, out var function)) throw new ExpressionException($"{name.Text} is no function; there are {Names}", name.At);
        return Apply(name, function, arguments);
    }

    public static Node Method(Token name, Node receiver, List<Node> arguments)
    {
        List<Node> all = [receiver, .. arguments];
        if (name.Text == "matches") return Matches(name, all);
        if (!Methods.TryGetValue(name.Text, out var method)) throw new ExpressionException($"{name.Text} is no method; there are endsWith, matches, startsWith", name.At);
        return Apply(name, method, all);
    }

    private static CallNode Apply(Token name, Function function, List<Node> arguments)
    {
        if (arguments.Count != function.Takes.Length || arguments.Where((x, i) => x.Type != function.Takes[i]).Any())
        {
            throw new ExpressionException($"{name.Text} takes ({string.Join(", ", function.Takes)}), not ({string.Join(", ", arguments.Select(x => x.Type))})", name.At);
        }
        return new(function.Returns, arguments, function.Do);
    }

    /// <summary>The pattern is the receiver, and a constant, so that it is compiled once and proved when the rule is read.</summary>
    private static CallNode Matches(Token name, List<Node> arguments)
    {
        if (arguments is not [ConstantNode { Type: T.String } pattern, { Type: T.String } subject])
        {
            throw new ExpressionException("matches is said of a constant pattern: \"^/v1/.*\".matches(request.path)", name.At);
        }
        var written = (string)pattern.Value;
        if (Re2.Problem(written) is { } problem) throw new ExpressionException(problem, name.At);
        var regex = new Regex(written, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return new(T.Bool, [subject], x => regex.IsMatch((string)x[0]));
    }

    /// <summary>A star at the end matches a prefix, one at the start a suffix; nothing else is special.</summary>
    private static bool Glob(string text, string pattern)
    {
        if (pattern.EndsWith('*')) return text.StartsWith(pattern[..^1], StringComparison.Ordinal);
        if (pattern.StartsWith('*')) return text.EndsWith(pattern[1..], StringComparison.Ordinal);
        return text == pattern;
    }

    private static object? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
