using Envoy.Config.Route.V3;
using Mesh.Core.Explain.Matching;
using Mesh.Core.Explain.Requests;
using Code = Envoy.Config.Route.V3.RedirectAction.Types.RedirectResponseCode;

namespace Mesh.Core.Explain.Routes;

/// <summary>envoy.config.route.v3.RedirectAction.</summary>
internal static class Redirects
{
    public static int Status(RedirectAction redirect) => redirect.ResponseCode switch
    {
        Code.Found => 302,
        Code.SeeOther => 303,
        Code.TemporaryRedirect => 307,
        Code.PermanentRedirect => 308,
        _ => 301,
    };

    /// <summary>Where the client is sent.</summary>
    public static string Location(RedirectAction redirect, RouteMatch match, RequestHeaders headers)
    {
        var before = headers.Find(":scheme")!;
        var scheme = redirect.HttpsRedirect ? "https" : redirect.SchemeRedirect.Length > 0 ? redirect.SchemeRedirect : before;
        var host = redirect.HostRedirect.Length > 0 ? redirect.HostRedirect : DomainChoice.WithoutPort(headers.Authority);
        var written = headers.Authority[DomainChoice.WithoutPort(headers.Authority).Length..].TrimStart(':');
        var port = redirect.PortRedirect > 0 ? $":{redirect.PortRedirect}"
            : redirect.HostRedirect.Length > 0 || written.Length == 0 || (scheme != before && written is "80" or "443") ? "" : $":{written}";
        return $"{scheme}://{host}{port}{Path(redirect, match, headers)}";
    }

    private static string Path(RedirectAction redirect, RouteMatch match, RequestHeaders headers)
    {
        var query = headers.Path[headers.PathWithoutQuery.Length..];
        if (redirect.StripQuery) query = "";
        if (redirect.PathRedirect.Length > 0) return redirect.PathRedirect.Contains('?') ? redirect.PathRedirect : redirect.PathRedirect + query;
        var path = headers.PathWithoutQuery;
        if (redirect.PrefixRewrite.Length > 0)
        {
            var matched = match.PathSpecifierCase switch
            {
                RouteMatch.PathSpecifierOneofCase.Prefix => match.Prefix.Length,
                RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix => match.PathSeparatedPrefix.Length,
                _ => path.Length,
            };
            path = redirect.PrefixRewrite + path[Math.Min(matched, path.Length)..];
        }
        else if (redirect.RegexRewrite is { } regex) path = $"{path} with /{regex.Pattern.Regex}/ replaced by {regex.Substitution}";
        return path + query;
    }
}
