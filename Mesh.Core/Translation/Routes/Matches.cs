using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Routes;

/// <summary>HTTPMatchRequest → envoy.config.route.v3.RouteMatch. What concerns the client itself is decided before, in <see cref="SourceMatches"/>.</summary>
internal static class Matches
{
    private const string MethodHeader = ":method";
    private const string AuthorityHeader = ":authority";
    private const string SchemeHeader = ":scheme";

    /// <param name="match">null: everything.</param>
    public static RouteMatch Translate(HttpMatchRequest? match)
    {
        if (match is null) return new() { Prefix = "/" };
        var result = Path(match.Uri);
        result.CaseSensitive = match.IgnoreUriCase != true;
        AddHeaders(result, match);
        foreach (var (name, value) in match.QueryParams ?? ValueMap<StringMatch>.Empty) result.QueryParameters.Add(QueryParameter(name, value));
        return result;
    }

    /// <summary>True for a match that says nothing but that it takes every path: generation stops there, as istiod's does.</summary>
    public static bool IsCatchAll(HttpMatchRequest? match) => match is null || (
        match.Uri is { Prefix: "/" } or { Regex: "*" }
        && match is { Method: null, Authority: null, Scheme: null, Headers: null or { Count: 0 }, WithoutHeaders: null or { Count: 0 }, QueryParams: null or { Count: 0 } }
        && !SourceMatches.AsksAboutClient(match));

    /// <summary>True when no request could pass by it, so that routes after it are never reached.</summary>
    public static bool IsCatchAll(RouteMatch match) =>
        (match.PathSpecifierCase == RouteMatch.PathSpecifierOneofCase.Prefix ? match.Prefix == "/" : match.SafeRegex?.Regex == "*")
        && match.Headers.Count == 0 && match.QueryParameters.Count == 0 && match.DynamicMetadata.Count == 0;

    private static RouteMatch Path(StringMatch? uri) => uri switch
    {
        { Exact: { } exact } => new() { Path = exact },
        { Prefix: { } prefix } => new() { Prefix = prefix },
        { Regex: { } regex } => new() { SafeRegex = StringMatchers.Regex(regex) },
        _ => new() { Prefix = "/" },
    };

    /// <summary>headers and withoutHeaders by name, then method, authority and scheme. Claims of a token are no headers: <see cref="ClaimMatches"/>.</summary>
    private static void AddHeaders(RouteMatch result, HttpMatchRequest match)
    {
        var headers = new List<HeaderMatcher>();
        foreach (var (name, value) in match.Headers ?? ValueMap<StringMatch>.Empty)
        {
            if (ClaimMatches.TryTranslate(name, value, invert: false) is { } claim) result.DynamicMetadata.Add(claim);
            else headers.Add(Header(name, value));
        }
        foreach (var (name, value) in match.WithoutHeaders ?? ValueMap<StringMatch>.Empty)
        {
            if (ClaimMatches.TryTranslate(name, value, invert: true) is { } claim) result.DynamicMetadata.Add(claim);
            else headers.Add(WithoutHeader(name, value));
        }
        result.Headers.AddRange(headers.OrderBy(x => x.Name, StringComparer.Ordinal));
        if (match.Method is not null) result.Headers.Add(Header(MethodHeader, match.Method));
        if (match.Authority is not null) result.Headers.Add(Header(AuthorityHeader, match.Authority));
        if (match.Scheme is not null) result.Headers.Add(Header(SchemeHeader, match.Scheme));
    }

    private static HeaderMatcher Header(string name, StringMatch value) => StringMatchers.IsPresence(value)
        ? new() { Name = name, PresentMatch = true }
        : new() { Name = name, StringMatch = StringMatchers.Translate(value) };

    /// <summary>A missing header counts as an empty one, else the inverted match would let such requests fall through.</summary>
    private static HeaderMatcher WithoutHeader(string name, StringMatch value)
    {
        var header = Header(name, value);
        header.InvertMatch = true;
        header.TreatMissingHeaderAsEmpty = !StringMatchers.IsPresence(value);
        return header;
    }

    private static QueryParameterMatcher QueryParameter(string name, StringMatch value) => StringMatchers.IsPresence(value)
        ? new() { Name = name, PresentMatch = true }
        : new() { Name = name, StringMatch = StringMatchers.Translate(value) };
}
