using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Routes;

/// <summary>HTTPRewrite → prefix_rewrite or regex_rewrite. An authority is put in its place by <see cref="HttpRoutes"/>, since headers may name one too.</summary>
internal static class Rewrites
{
    public static void Apply(RouteAction action, HttpRewrite? rewrite)
    {
        if (rewrite?.UriRegexRewrite is { } regex)
        {
            action.RegexRewrite = new RegexMatchAndSubstitute { Pattern = StringMatchers.Regex(regex.Match ?? ""), Substitution = regex.Rewrite ?? "" };
        }
        else if (rewrite?.Uri is { Length: > 0 } uri)
        {
            action.PrefixRewrite = uri;
        }
    }
}
