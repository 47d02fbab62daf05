using System.Globalization;
using Envoy.Config.Rbac.V3;
using Envoy.Extensions.Path.Match.UriTemplate.V3;
using Envoy.Type.Matcher.V3;

namespace Mesh.Core.Translation.Security.Authorization;

/// <summary>Every attribute of Istio's AuthorizationPolicy.</summary>
internal static class Attributes
{
    private const string JwtFilter = "envoy.filters.http.jwt_authn";
    private const string JwtPayload = "payload";
    private const string EnvoyFilterPrefix = "experimental.";

    public static readonly Attribute SourceIp = Attribute.Of(x => new Principal { DirectRemoteIp = PolicyMatchers.Range(x) });
    public static readonly Attribute RemoteIp = Attribute.Of(x => new Principal { RemoteIp = PolicyMatchers.Range(x) });
    public static readonly Attribute Namespace = Attribute.Of(x => Authenticated(PolicyMatchers.Namespace(x)));
    public static readonly Attribute Host = Attribute.Of(x => new Permission { Header = PolicyMatchers.Header(":authority", x, ignoreCase: true) }, httpOnly: true);
    public static readonly Attribute Method = Attribute.Of(x => new Permission { Header = PolicyMatchers.Header(":method", x) }, httpOnly: true);
    public static readonly Attribute Path = Attribute.Of(PathOf, httpOnly: true);
    public static readonly Attribute DestinationIp = Attribute.Of(x => new Permission { DestinationIp = PolicyMatchers.Range(x) });
    public static readonly Attribute DestinationPort = Attribute.Of(x => new Permission { DestinationPort = uint.Parse(x, NumberStyles.None, CultureInfo.InvariantCulture) });
    public static readonly Attribute Sni = Attribute.Of(x => new Permission { RequestedServerName = PolicyMatchers.Text(x) });
    public static readonly Attribute RequestPrincipal = new(HttpOnly: true, Principal: RequestPrincipals);

    public static Attribute SourcePrincipal(TrustDomains domains) => new(false, Principal: values => AnyAuthenticated(values.SelectMany(domains.Expand).Select(PolicyMatchers.Principal)));

    public static Attribute TrustDomain(TrustDomains domains) => new(false, Principal: values => AnyAuthenticated(values.SelectMany(domains.ExpandDomain).Select(PolicyMatchers.TrustDomain)));

    /// <param name="ownNamespace">Of the policy.</param>
    public static Attribute ServiceAccount(string ownNamespace) => Attribute.Of(x => Authenticated(PolicyMatchers.ServiceAccount(x, ownNamespace)));

    /// <summary>An attribute by its key in <c>when</c>.</summary>
    /// <returns>null for a key that nobody knows.</returns>
    public static Attribute? ByKey(string key, string ownNamespace, TrustDomains domains) => key switch
    {
        "source.ip" => SourceIp,
        "remote.ip" => RemoteIp,
        "source.namespace" => Namespace,
        "source.principal" => SourcePrincipal(domains),
        "source.serviceAccount" => ServiceAccount(ownNamespace),
        "source.trustDomain" => TrustDomain(domains),
        "request.auth.principal" => RequestPrincipal,
        "request.auth.audiences" => Claim(["aud"]),
        "request.auth.presenter" => Claim(["azp"]),
        "destination.ip" => DestinationIp,
        "destination.port" => DestinationPort,
        "connection.sni" => Sni,
        _ when Brackets(key, "request.headers") is [var header] => Attribute.Of(x => new Principal { Header = PolicyMatchers.Header(header, x) }, httpOnly: true),
        _ when Brackets(key, "request.auth.claims") is { Count: > 0 } path => Claim(path),
        _ when key.StartsWith(EnvoyFilterPrefix, StringComparison.Ordinal) => FilterMetadata(key),
        _ => null,
    };

    private static Principal Authenticated(StringMatcher name) => new() { Authenticated = new() { PrincipalName = name } };

    private static Principal AnyAuthenticated(IEnumerable<StringMatcher> names)
    {
        var any = new Principal { OrIds = new() };
        any.OrIds.Ids.Add(names.Select(Authenticated));
        return any;
    }

    /// <summary>A path with <c>{*}</c> or <c>{**}</c> is a template, which Envoy writes without the braces.</summary>
    private static Permission PathOf(string path) => path.Contains("{*}", StringComparison.Ordinal) || path.Contains("{**}", StringComparison.Ordinal)
        ? new()
        {
            UriTemplate = new()
            {
                Name = "uri-template",
                TypedConfig = TypedConfig.Pack(new UriTemplateMatchConfig { PathTemplate = path.Replace("{*}", "*", StringComparison.Ordinal).Replace("{**}", "**", StringComparison.Ordinal) }),
            },
        }
        : new() { UrlPath = new() { Path = PolicyMatchers.Text(path) } };

    /// <summary><c>issuer/subject</c>: two claims of a token that was found good.</summary>
    private static Principal RequestPrincipals(IReadOnlyList<string> values)
    {
        var each = values.Select(RequestPrincipalOf).ToList();
        if (each.Count == 1) return each[0];
        var any = new Principal { OrIds = new() };
        any.OrIds.Ids.Add(each);
        return any;
    }

    private static Principal RequestPrincipalOf(string value)
    {
        var slash = value.LastIndexOf('/');
        var (issuer, subject) = value == "*" ? ("*", "*") : slash < 0 ? (value, "*") : (value[..slash], value[(slash + 1)..]);
        return new()
        {
            AndIds = new()
            {
                Ids =
                {
                    Metadata(["iss"], new() { StringMatch = PolicyMatchers.Text(issuer) }),
                    Metadata(["sub"], new() { StringMatch = PolicyMatchers.Text(subject) }),
                },
            },
        };
    }

    /// <summary>A claim is a text or a list of texts.</summary>
    private static Attribute Claim(IReadOnlyList<string> path) => new(HttpOnly: true, Principal: values =>
    {
        var any = AnyOf([.. values.Select(x => new ValueMatcher { StringMatch = PolicyMatchers.Text(x) })]);
        return Metadata(path, new() { OrMatch = new() { ValueMatchers = { new ValueMatcher { ListMatch = new() { OneOf = any } }, any } } });
    });

    private static Principal Metadata(IReadOnlyList<string> path, ValueMatcher value)
    {
        var matcher = new MetadataMatcher { Filter = JwtFilter, Value = value };
        matcher.Path.Add(path.Prepend(JwtPayload).Select(x => new MetadataMatcher.Types.PathSegment { Key = x }));
#pragma warning disable CS0612 // the typed successor is unknown to older proxies
        return new() { Metadata = matcher };
#pragma warning restore CS0612
    }

    /// <summary><c>experimental.envoy.filters.NAME[key]</c>: what a filter left behind; a value in brackets is looked for in a list.</summary>
    private static Attribute? FilterMetadata(string key)
    {
        var bracket = key.IndexOf('[');
        if (bracket < 0 || !key.EndsWith(']')) return null;
        var (filter, name) = (key[EnvoyFilterPrefix.Length..bracket], key[(bracket + 1)..^1]);
        return new(false, Permission: values =>
        {
            var matcher = new MetadataMatcher { Filter = filter, Value = AnyOf([.. values.Select(MetadataValue)]) };
            matcher.Path.Add(new MetadataMatcher.Types.PathSegment { Key = name });
#pragma warning disable CS0612 // the typed successor is unknown to older proxies
            return new() { Metadata = matcher };
#pragma warning restore CS0612
        });
    }

    private static ValueMatcher MetadataValue(string value) => value.StartsWith('[') && value.EndsWith(']')
        ? new() { ListMatch = new() { OneOf = new() { StringMatch = PolicyMatchers.Text(value[1..^1]) } } }
        : new() { StringMatch = PolicyMatchers.Text(value) };

    private static ValueMatcher AnyOf(IReadOnlyList<ValueMatcher> matchers)
    {
        if (matchers.Count == 1) return matchers[0];
        var any = new ValueMatcher { OrMatch = new() };
        any.OrMatch.ValueMatchers.Add(matchers);
        return any;
    }

    /// <returns>The names in <c>prefix[a][b]</c>; null for another shape.</returns>
    private static IReadOnlyList<string>? Brackets(string key, string prefix)
    {
        if (!key.StartsWith(prefix + "[", StringComparison.Ordinal) || !key.EndsWith(']')) return null;
        return key[(prefix.Length + 1)..^1].Split("][");
    }
}
