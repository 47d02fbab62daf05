using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Code = Envoy.Config.Route.V3.RedirectAction.Types.RedirectResponseCode;

namespace Mesh.Core.Translation.Routes;

/// <summary>HTTPRedirect → envoy.config.route.v3.RedirectAction.</summary>
internal static class Redirects
{
    /// <param name="port">That the request came to: FROM_REQUEST_PORT means it, Envoy itself cannot derive it.</param>
    /// <param name="tls">Whether requests come by HTTPS, where the redirect does not name a scheme.</param>
    /// <returns>null for a code that Envoy does not know.</returns>
    public static RedirectAction? Translate(HttpRedirect redirect, int port, bool tls)
    {
        if (CodeOf(redirect.RedirectCode ?? 0) is not { } code) return null;
        var action = new RedirectAction { HostRedirect = redirect.Authority ?? "", ResponseCode = code };
        if (redirect.PrefixRewrite is { Length: > 0 } prefix) action.PrefixRewrite = prefix;
        else action.PathRedirect = redirect.Uri ?? "";
        if (redirect.Scheme is { Length: > 0 } scheme) action.SchemeRedirect = scheme;
        action.PortRedirect = PortOf(redirect, (uint)port, tls);
        return action;
    }

    /// <summary>0 leaves the port out of the location: a scheme's own port is not written.</summary>
    private static uint PortOf(HttpRedirect redirect, uint requestPort, bool tls)
    {
        var port = redirect.Port ?? (redirect.DerivePort == RedirectPortSelection.FromRequestPort ? requestPort : 0);
        var scheme = redirect.Scheme is { Length: > 0 } written ? written : tls ? "https" : "http";
        return (port, scheme) is (80, "http") or (443, "https") ? 0 : port;
    }

    private static Code? CodeOf(uint code) => code switch
    {
        0 or 301 => Code.MovedPermanently,
        302 => Code.Found,
        303 => Code.SeeOther,
        307 => Code.TemporaryRedirect,
        308 => Code.PermanentRedirect,
        _ => null,
    };
}
