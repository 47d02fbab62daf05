using Envoy.Type.Matcher.V3;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Routes;

/// <summary>
/// A header match named <c>@request.auth.claims.a.b</c> or <c>@request.auth.claims[a][b]</c> asks for a claim of the verified token, which
/// jwt_authn leaves in the dynamic metadata under <c>payload</c>.
/// </summary>
internal static class ClaimMatches
{
    private const string Prefix = "@request.auth.claims";
    private const string Filter = "envoy.filters.http.jwt_authn";
    private const string Payload = "payload";

    /// <returns>null when the name is that of a header.</returns>
    public static MetadataMatcher? TryTranslate(string name, StringMatch value, bool invert)
    {
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || PathOf(name[Prefix.Length..]) is not { Count: > 0 } path) return null;
        var matcher = new MetadataMatcher { Filter = Filter, Value = Value(value), Invert = invert };
        matcher.Path.Add(new MetadataMatcher.Types.PathSegment { Key = Payload });
        matcher.Path.AddRange(path.Select(x => new MetadataMatcher.Types.PathSegment { Key = x }));
        return matcher;
    }

    private static IReadOnlyList<string>? PathOf(string rest) => rest switch
    {
        ['.', .. var dotted] when dotted.Length > 0 => dotted.Split('.'),
        ['[', .. var bracketed, ']'] when bracketed.Length > 0 => bracketed.Split("]["),
        _ => null,
    };

    /// <summary>A claim is a text or a list of texts: either may hold the value.</summary>
    private static ValueMatcher Value(StringMatch match)
    {
        if (StringMatchers.IsPresence(match)) return new() { PresentMatch = true };
        var text = new ValueMatcher { StringMatch = StringMatchers.Translate(match) };
        var either = new OrMatcher();
        either.ValueMatchers.Add(new ValueMatcher { ListMatch = new() { OneOf = text } });
        either.ValueMatchers.Add(text);
        return new() { OrMatch = either };
    }
}
