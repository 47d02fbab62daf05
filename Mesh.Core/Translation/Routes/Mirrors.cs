using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using FractionalPercent = Envoy.Type.V3.FractionalPercent;

namespace Mesh.Core.Translation.Routes;

/// <summary>mirror and mirrors → request_mirror_policies. Zero percent is no mirror at all.</summary>
internal static class Mirrors
{
    /// <summary>All of it, where no share is written.</summary>
    private const uint All = 100;

    /// <param name="cluster">Of mirror; null when there is none.</param>
    /// <param name="clusters">Of mirrors, one each.</param>
    public static IEnumerable<RouteAction.Types.RequestMirrorPolicy> Translate(HttpRoute http, string? cluster, IReadOnlyList<string?> clusters)
    {
        if (cluster is not null && Share(http) is { } share) yield return Policy(cluster, share);
        var place = 0;
        foreach (var mirror in http.Mirrors ?? [])
        {
            if (clusters[place++] is { } target && Share(mirror.Percentage) is { } part) yield return Policy(target, part);
        }
    }

    private static FractionalPercent? Share(HttpRoute http)
    {
        if (http.MirrorPercentage is not null || http.MirrorPercent is null) return Share(http.MirrorPercentage);
        return http.MirrorPercent is > 0 and var percent ? Percentages.Hundredths(percent) : null;
    }

    private static FractionalPercent? Share(Percent? percent)
    {
        if (percent is null) return Percentages.Hundredths(All);
        return percent.Value is > 0 ? Percentages.Millionths(percent) : null;
    }

    /// <summary>The mirrored request keeps its host, so that the shadow sees what the original saw.</summary>
    private static RouteAction.Types.RequestMirrorPolicy Policy(string cluster, FractionalPercent share) => new()
    {
        Cluster = cluster,
        RuntimeFraction = new() { DefaultValue = share },
        TraceSampled = false,
        DisableShadowHostSuffixAppend = true,
    };
}
