using System.Text;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>What an http route may do besides sending on: redirect, answer, rewrite.</summary>
internal static class HttpActionValidator
{
    /// <summary>Envoy's bound for a body that it answers with by itself.</summary>
    private const int MaxBodyBytes = 1 << 20;

    private const int LargeBodyBytes = 100 << 10;

    public static void Redirect(string field, HttpRedirect redirect, ValueList<HttpMatchRequest> matches, Findings findings)
    {
        if (redirect is { Uri: null or "", Authority: null or "", Scheme: null or "", PrefixRewrite: null or "", Port: null, DerivePort: null })
        {
            findings.Error(field, "must say one of uri, authority, scheme, prefixRewrite and port");
        }
        findings.AtMostOne(field, ("port", redirect.Port), ("derivePort", redirect.DerivePort));
        if (redirect.RedirectCode is { } code and not 0) findings.Between($"{field}.redirectCode", code, 300, 399);
        if (redirect.Scheme is not (null or "" or "http" or "https")) findings.Error($"{field}.scheme", $"must be http or https, not \"{redirect.Scheme}\"");
        if (redirect.Port is { } port and not 0) findings.Port($"{field}.port", port);
        if (redirect.PrefixRewrite is null or "") return;
        if (redirect.Uri is { Length: > 0 }) findings.Error(field, "takes only one of uri and prefixRewrite");
        if (matches.Any(x => x.Uri is not null and not { Prefix.Length: > 0 })) findings.Error($"{field}.prefixRewrite", "needs each uri of the matches to be a prefix");
    }

    public static void DirectResponse(string field, HttpDirectResponse response, Findings findings)
    {
        HttpStatus($"{field}.status", response.Status ?? 0, findings);
        if (response.Body is not { } body) return;
        findings.AtMostOne($"{field}.body", ("string", body.String), ("bytes", body.Bytes));
        var size = body.String is { } text ? Encoding.UTF8.GetByteCount(text) : (body.Bytes?.Length ?? 0) / 4 * 3;
        if (size > MaxBodyBytes) findings.Error($"{field}.body", $"has {size} bytes; at most {MaxBodyBytes} are sent");
        else if (size > LargeBodyBytes) findings.Warn($"{field}.body", $"has {size} bytes, which go to every proxy with each change of routes");
    }

    public static void Rewrite(string field, HttpRewrite rewrite, Findings findings)
    {
        var hasUri = rewrite.Uri is { Length: > 0 };
        if (!hasUri && rewrite.UriRegexRewrite is null && rewrite.Authority is null or "") findings.Error(field, "must say one of uri, uriRegexRewrite and authority");
        if (hasUri && rewrite.UriRegexRewrite is not null) findings.Error(field, "takes only one of uri and uriRegexRewrite");
        if (rewrite.UriRegexRewrite is not { } regex) return;
        if (regex.Match is null or "" || regex.Rewrite is null or "") findings.Error($"{field}.uriRegexRewrite", "needs both match and rewrite");
        else findings.Regex($"{field}.uriRegexRewrite.match", regex.Match);
    }

    /// <summary>Istio lets 600 pass, and so do we.</summary>
    public static void HttpStatus(string field, long status, Findings findings)
    {
        if (status is < 200 or > 600) findings.Error(field, $"must be an HTTP status from 200 to 599, not {status}");
    }
}
