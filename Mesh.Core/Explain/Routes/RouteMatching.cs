using Envoy.Config.Route.V3;
using Envoy.Extensions.Path.Match.UriTemplate.V3;
using Mesh.Core.Explain.Matching;
using Mesh.Core.Explain.Requests;
using Kind = Envoy.Config.Route.V3.RouteMatch.PathSpecifierOneofCase;

namespace Mesh.Core.Explain.Routes;

/// <summary>envoy.config.route.v3.RouteMatch.</summary>
internal static class RouteMatching
{
    /// <returns>null when it matches.</returns>
    public static string? WhyNot(RouteMatch match, RequestHeaders headers, RequestMetadata metadata, TlsHello? tls) =>
        Path(match, headers.PathWithoutQuery)
        ?? match.Headers.Select(x => HeaderMatching.WhyNot(x, headers)).FirstOrDefault(x => x is not null)
        ?? match.QueryParameters.Select(x => Query(x, headers.Path)).FirstOrDefault(x => x is not null)
        ?? Grpc(match, headers)
        ?? Tls(match.TlsContext, tls)
        ?? match.DynamicMetadata.Select(x => MetadataMatching.WhyNot(x, metadata)).FirstOrDefault(x => x is not null)
        ?? Share(match);

    /// <summary>What the match asks for, in words, for the choice that was made.</summary>
    public static string Describe(RouteMatch match)
    {
        var parts = new List<string>
        {
            match.PathSpecifierCase switch
            {
                Kind.Prefix => match.Prefix == "/" ? "any path" : $"path {match.Prefix}…",
                Kind.Path => $"path {match.Path}",
                Kind.SafeRegex => $"path /{match.SafeRegex.Regex}/",
                Kind.PathSeparatedPrefix => $"path {match.PathSeparatedPrefix} and below",
                Kind.PathMatchPolicy => $"path like {Template(match) ?? "an extension says"}",
                Kind.ConnectMatcher => "method CONNECT",
                _ => "no path",
            },
        };
        parts.AddRange(match.Headers.Select(x => x.Name switch { ":method" => "method", ":authority" => "host", ":scheme" => "scheme", var name => $"header {name}" }));
        parts.AddRange(match.QueryParameters.Select(x => $"query {x.Name}"));
        if (match.DynamicMetadata.Count > 0) parts.Add("claims of the token");
        if (Fraction(match) is < 100 and var share) parts.Add($"{share:0.####}% of the requests");
        return string.Join(", ", parts);
    }

    /// <summary>Percent of the requests that match, where all else does.</summary>
    public static double Fraction(RouteMatch match)
    {
        if (match.RuntimeFraction?.DefaultValue is not { } share) return 100;
        var whole = share.Denominator switch
        {
            Envoy.Type.V3.FractionalPercent.Types.DenominatorType.TenThousand => 10_000,
            Envoy.Type.V3.FractionalPercent.Types.DenominatorType.Million => 1_000_000,
            _ => 100,
        };
        return Math.Min(100, share.Numerator * 100.0 / whole);
    }

    private static string? Path(RouteMatch match, string path)
    {
        var comparison = match.CaseSensitive == false ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return match.PathSpecifierCase switch
        {
            Kind.Prefix when path.StartsWith(match.Prefix, comparison) => null,
            Kind.Prefix => $"path {path} does not begin with {match.Prefix}",
            Kind.Path when path.Equals(match.Path, comparison) => null,
            Kind.Path => $"path {path} is not {match.Path}",
            Kind.PathSeparatedPrefix when path.StartsWith(match.PathSeparatedPrefix, comparison) && (path.Length == match.PathSeparatedPrefix.Length || path[match.PathSeparatedPrefix.Length] == '/') => null,
            Kind.PathSeparatedPrefix => $"path {path} is not at or below {match.PathSeparatedPrefix}",
            Kind.SafeRegex when Re2Pattern.Of(match.SafeRegex.Regex).IsFullMatch(path) => null,
            Kind.SafeRegex => $"path {path} does not match {StringMatching.Pattern(match.SafeRegex.Regex)} as a whole",
            Kind.PathMatchPolicy when Template(match) is { } template && UriTemplate.Matches(template, path) => null,
            Kind.PathMatchPolicy => $"path {path} is not like {Template(match) ?? "an extension says"}",
            Kind.ConnectMatcher => "the method is not CONNECT",
            _ => "it matches no path",
        };
    }

    private static string? Template(RouteMatch match) =>
        match.PathMatchPolicy?.TypedConfig is { } any && any.Is(UriTemplateMatchConfig.Descriptor) ? any.Unpack<UriTemplateMatchConfig>().PathTemplate : null;

    private static string? Query(QueryParameterMatcher matcher, string path)
    {
        var value = Paths.QueryParameter(path, matcher.Name);
        var holds = matcher.QueryParameterMatchSpecifierCase switch
        {
            QueryParameterMatcher.QueryParameterMatchSpecifierOneofCase.StringMatch => value is not null && StringMatching.Matches(matcher.StringMatch, value),
            QueryParameterMatcher.QueryParameterMatchSpecifierOneofCase.PresentMatch => value is not null == matcher.PresentMatch,
            _ => value is not null,
        };
        if (holds) return null;
        var found = value is null ? "absent" : $"\"{value}\"";
        return matcher.QueryParameterMatchSpecifierCase == QueryParameterMatcher.QueryParameterMatchSpecifierOneofCase.StringMatch
            ? $"query {matcher.Name} is {found}, and must be {StringMatching.Describe(matcher.StringMatch)}"
            : $"query {matcher.Name} is {found}";
    }

    private static string? Grpc(RouteMatch match, RequestHeaders headers)
    {
        if (match.Grpc is null) return null;
        var type = headers.Find("content-type") ?? "";
        return type == "application/grpc" || type.StartsWith("application/grpc+", StringComparison.Ordinal) ? null : "the request is not gRPC";
    }

    private static string? Tls(RouteMatch.Types.TlsContextMatchOptions? options, TlsHello? tls)
    {
        if (options is null) return null;
        if (options.Presented is { } presented && presented != tls?.Peer is not null) return presented ? "the client shows no certificate" : "the client shows a certificate";
        return options.Validated is { } validated && validated != tls?.Peer is not null ? validated ? "the client has no valid certificate" : "the client has a valid certificate" : null;
    }

    private static string? Share(RouteMatch match) => Fraction(match) == 0 ? "it is for 0% of the requests" : null;
}
